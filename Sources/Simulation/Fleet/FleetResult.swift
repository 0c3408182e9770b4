import Batching
public import Timekeeping

/// What a simulated cell did.
public struct FleetResult: Sendable {
    /// By group.
    public internal(set) var groups: [FleetTally] = []
    /// Plans in time and captures offered by tenths of a second of capture time, warm-up included.
    public internal(set) var series: [(onTime: UInt32, offered: UInt32)] = []
    /// Batches by size; entry b - 1 is for b members.
    public internal(set) var batchSizes = [UInt64](
        repeating: 0, count: FleetLimits.batchMembers)
    /// The share of the workers' time that they were busy for.
    public internal(set) var busyShare = 0.0
    /// The share of device time in which the newest plan was no older than deadline and period.
    public internal(set) var freshShare = 0.0
    /// The age that the newest plan did not exceed in 999 of 1,000 of device time.
    public internal(set) var ageP999 = Interval.zero
    /// Device time by age of the newest plan in milliseconds.
    public internal(set) var ages: [Int64] = []
    /// The largest share of its captures that one device had no plan in time for.
    public internal(set) var worstMiss = 0.0
    /// The most captures in a row that one device had no plan in time for.
    public internal(set) var longestStreak = 0
    /// Jain's index of the devices' shares of plans in time.
    public internal(set) var fairness = 1.0
    /// What no scheduler can exceed that does not know how long a plan will take to arrive.
    public internal(set) var bound = 1.0
    /// What not even one that knows can.
    public internal(set) var clairvoyantBound = 1.0
    /// Folds everything that happened.
    public internal(set) var digest = Digest()
    /// Requests that reached the coordinator.
    public internal(set) var requests: UInt64 = 0
    /// Batches of the part of the run that was asked for.
    public internal(set) var trace: [BatchTrace] = []
    /// Longer periods and other phases that the coordinator asked for.
    public internal(set) var paces: UInt64 = 0

    /// All groups together.
    public var total: FleetTally {
        groups.reduce(into: FleetTally()) { $0.add($1) }
    }
    /// Goodput over its bound.
    public var ratio: Double { bound > 0 ? total.goodput / bound : 1 }
    /// The share of captures without a plan in time, all devices together.
    public var meanMiss: Double { 1 - total.goodput }
    /// Plans in time over captures offered between two instants of capture time.
    public func goodput(from start: Interval, to end: Interval) -> Double {
        let from = Int(start.nanoseconds / FleetLimits.binNanoseconds)
        let until = min(Int(end.nanoseconds / FleetLimits.binNanoseconds), series.count)
        guard from < until else { return 0 }
        let onTime = series[from..<until].reduce(0) { $0 + Int($1.onTime) }
        let offered = series[from..<until].reduce(0) { $0 + Int($1.offered) }
        return offered > 0 ? Double(onTime) / Double(offered) : 0
    }
}
