/// Quantiles of the standard normal distribution, by integrating its density over four deviations
/// either side.
struct NormalQuantiles {
    private let below: [Double]

    private static let halfSteps = 2_048
    private static let reach = 4.0

    init() {
        let width = Self.reach / Double(Self.halfSteps)
        let density = (-Self.halfSteps...Self.halfSteps).map {
            let place = Double($0) * width
            return Exponential.exp(-place * place / 2) * 0.398_942_280_401_432_7
        }
        // What lies beyond four deviations.
        var (sum, below) = (3.167e-5, [3.167e-5])
        for index in 1..<density.count {
            sum += (density[index - 1] + density[index]) / 2 * width
            below.append(sum)
        }
        self.below = below
    }

    /// The place that a share of 0 to 1 lies below; at most four deviations away.
    func quantile(_ share: Double) -> Double {
        var (low, high) = (0, below.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if below[middle] <= share { low = middle } else { high = middle }
        }
        let span = below[high] - below[low]
        let part = span > 0 ? min(max((share - below[low]) / span, 0), 1) : 0
        let width = Self.reach / Double(Self.halfSteps)
        return (Double(low - Self.halfSteps) + part) * width
    }
    /// The share, 0 to 1, that lies below a place.
    func share(below place: Double) -> Double {
        let steps = (place + Self.reach) / Self.reach * Double(Self.halfSteps)
        guard steps > 0 else { return below[0] }
        guard steps < Double(below.count - 1) else { return below[below.count - 1] }
        let low = Int(steps)
        return below[low] + (below[low + 1] - below[low]) * (steps - Double(low))
    }
}
