import Timekeeping

/// How long the messages of one group took, for the upper bound: counts by tenths of a
/// millisecond, up, down, and both together.
struct BoundSample: Sendable {
    let deadline: Interval
    private(set) var count: UInt64 = 0
    private(set) var up: [UInt32]
    private(set) var down: [UInt32]
    private(set) var both: [UInt32]

    static let binNanoseconds: Int64 = 100_000

    init(deadline: Interval) {
        self.deadline = deadline
        // What takes longer than the deadline can never be in time and is in the last bin.
        let bins = Int(deadline.nanoseconds / Self.binNanoseconds) + 2
        up = Array(repeating: 0, count: bins)
        down = up
        both = up
    }

    mutating func add(_ uplink: Interval, _ downlink: Interval) {
        count += 1
        up[bin(uplink)] += 1
        down[bin(downlink)] += 1
        both[bin(uplink + downlink)] += 1
    }
    private func bin(_ time: Interval) -> Int {
        min(Int(time.nanoseconds / Self.binNanoseconds), up.count - 1)
    }
    /// The share of plans that take no longer than each bin's begin.
    func odds() -> [Double] {
        var sum = 0.0
        var odds: [Double] = []
        for bin in down {
            odds.append(sum / Double(max(count, 1)))
            sum += Double(bin)
        }
        return odds
    }
}
