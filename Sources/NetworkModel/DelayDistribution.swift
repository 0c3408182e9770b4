public import Timekeeping

/// How long a message takes one way, drawn for each alike: a table of quantiles.
///
/// The simple form of a link, for fleets too large to model each link's state: no correlation, no
/// rate, no order. Made from IEEE basic operations only, so the draws are the same everywhere. All
/// delays are 0 to `Limits.drawnDelayNanoseconds`; what a law has beyond is drawn as the nearer
/// end.
public struct DelayDistribution: Hashable, Sendable {
    // Nanoseconds at the quantiles i / steps.
    private let table: [Int64]

    private static let steps = 4_096
    private static let legal = 0...Limits.drawnDelayNanoseconds

    /// Always the same delay.
    public static func constant(_ delay: Interval) -> DelayDistribution {
        DelayDistribution(table: Array(repeating: clamped(delay), count: steps + 1))
    }
    /// Evenly between two delays.
    public static func uniform(_ low: Interval, _ high: Interval) -> DelayDistribution {
        let first = clamped(low)
        let span = max(clamped(high) - first, 0)
        return DelayDistribution(
            table: (0...steps).map { first + span * Int64($0) / Int64(steps) })
    }
    /// Lognormal, by its median and its 99th percentile: the long-tailed delay of a cellular link.
    /// The largest delay drawn is the quantile 0.99994.
    public static func lognormal(median: Interval, p99: Interval) -> DelayDistribution {
        let scale = max(Double(median.nanoseconds), 1)
        let ratio = max(Double(p99.nanoseconds) / scale, 1)
        let normal = NormalQuantiles()
        let deviation = Exponential.log(ratio) / normal.quantile(0.99)
        let last = 1 - 1 / (4 * Double(steps))
        return DelayDistribution(
            table: (0...steps).map {
                let share = min(max(Double($0) / Double(steps), 1 - last), last)
                let delay = scale * Exponential.exp(deviation * normal.quantile(share))
                return Int64(min(delay, Double(legal.upperBound)))
            })
    }
    private static func clamped(_ delay: Interval) -> Int64 {
        min(max(delay.nanoseconds, legal.lowerBound), legal.upperBound)
    }

    /// The delay at the quantile that 32 random bits choose.
    public func delay(_ bits: UInt32) -> Interval {
        // 12 bits choose a step, 20 the place within it.
        let step = Int(bits >> 20)
        let (low, high) = (table[step], table[step + 1])
        return .nanoseconds(low + ((high - low) * Int64(bits & 0xf_ffff)) >> 20)
    }
    /// The delay that the share `permille` of 1,000 does not exceed.
    public func quantile(permille: Int) -> Interval {
        .nanoseconds(table[min(max(permille, 0), 1_000) * Self.steps / 1_000])
    }
}
