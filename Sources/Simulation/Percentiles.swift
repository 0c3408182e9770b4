public import Timekeeping

/// The spread of some times, each by nearest rank.
public struct Percentiles: Hashable, Sendable {
    /// Half are no longer than this.
    public let median: Interval
    /// 95 of 100 are no longer than this.
    public let p95: Interval
    /// 99 of 100 are no longer than this.
    public let p99: Interval
    /// None is longer.
    public let worst: Interval
    /// How many there are.
    public let count: Int

    /// The percentiles of `samples`, or nil if there are none.
    public init?(_ samples: [Interval]) {
        let sorted = samples.sorted()
        guard let last = sorted.last else { return nil }
        func rank(_ percent: Int) -> Interval {
            sorted[max((sorted.count * percent + 99) / 100 - 1, 0)]
        }
        (median, p95, p99) = (rank(50), rank(95), rank(99))
        worst = last
        count = sorted.count
    }
}
