/// Quantiles of samples by nearest rank: each one is a value that was measured.
struct Quantiles {
    private let sorted: [Double]

    /// Requires at least one sample.
    init(_ samples: [Double]) {
        precondition(!samples.isEmpty, "quantiles need samples")
        sorted = samples.sorted()
    }

    /// The smallest sample that at least a part `quantile` of all do not exceed.
    subscript(quantile: Double) -> Double {
        let rank = Int((quantile * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank - 1, 0), sorted.count - 1)]
    }
}
