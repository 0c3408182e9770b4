import Timekeeping

/// How often each latency was met, to 10 us; threads have one each, added at the end.
struct LatencyCount: Sendable {
    private var buckets = [UInt32](repeating: 0, count: LoadLimits.latencyBuckets)
    private(set) var total: UInt64 = 0

    mutating func add(_ latency: Interval) {
        let bucket = latency.nanoseconds / LoadLimits.latencyBucket.nanoseconds
        buckets[min(max(Int(clamping: bucket), 0), buckets.count - 1)] += 1
        total += 1
    }
    mutating func add(_ other: LatencyCount) {
        for index in buckets.indices { buckets[index] += other.buckets[index] }
        total += other.total
    }
    /// The smallest latency that at least a part `quantile` of all did not exceed, milliseconds, by
    /// nearest rank; nil for none at all.
    func milliseconds(_ quantile: Double) -> Double? {
        guard total > 0 else { return nil }
        let rank = max(UInt64((quantile * Double(total)).rounded(.up)), 1)
        var passed: UInt64 = 0
        for (index, count) in buckets.enumerated() {
            passed += UInt64(count)
            if passed >= rank {
                return (LoadLimits.latencyBucket * Int64(index + 1)).milliseconds
            }
        }
        return nil
    }
}
