public import Timekeeping

/// Times kept for percentiles, bounded: what comes after is counted and not kept.
public struct SampleSet: Sendable {
    /// The samples kept, in the order they came.
    public private(set) var samples: [Interval] = []
    /// Samples not kept.
    public private(set) var dropped: UInt64 = 0
    private let limit: Int

    /// No samples yet; at most `limit` are kept.
    public init(limit: Int) { self.limit = limit }

    /// Adds a sample.
    public mutating func add(_ sample: Interval) {
        guard samples.count < limit else {
            dropped += 1
            return
        }
        samples.append(sample)
    }
    /// The smallest sample that at least a part `quantile` of all do not exceed; nil without any.
    public func quantile(_ quantile: Double) -> Interval? {
        guard !samples.isEmpty else { return nil }
        let rank = Int((quantile * Double(samples.count)).rounded(.up))
        return samples.sorted()[min(max(rank - 1, 0), samples.count - 1)]
    }
}
