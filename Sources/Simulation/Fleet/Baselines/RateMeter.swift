import Timekeeping

/// Requests a second over the last five seconds, in bins of 50 ms, as Symphony's code meters them.
struct RateMeter: Sendable {
    private var bins = [Int](repeating: 0, count: binCount)
    private var bin: UInt64 = 0
    private var sum = 0

    private static let binCount = 100
    /// The width of a bin.
    static let binNanoseconds: UInt64 = 50_000_000

    mutating func count(at now: Instant) {
        advance(to: now)
        bins[Int(bin % UInt64(Self.binCount))] += 1
        sum += 1
    }
    /// Requests a second; of a meter younger than its span, over its age.
    var rate: Double {
        let seen = Double(min(bin + 1, UInt64(Self.binCount)))
        return Double(sum) / (seen * Double(Self.binNanoseconds) / 1e9)
    }
    private mutating func advance(to now: Instant) {
        let target = now.nanoseconds / Self.binNanoseconds
        if target > bin + UInt64(Self.binCount) { bin = target - UInt64(Self.binCount) }
        while bin < target {
            bin += 1
            sum -= bins[Int(bin % UInt64(Self.binCount))]
            bins[Int(bin % UInt64(Self.binCount))] = 0
        }
    }
}
