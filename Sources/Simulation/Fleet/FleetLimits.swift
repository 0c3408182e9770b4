/// Every bound of a simulated cell, with its reason.
enum FleetLimits {
    /// Members of a batch, as a batcher takes.
    static let batchMembers = 256
    /// A tenth of a second, the width of a bin of a series.
    static let binNanoseconds: Int64 = 100_000_000
    /// What is still open this long after the last capture that counts ends as open.
    static let drainNanoseconds: UInt64 = 1_000_000_000
    /// One downlink time of this many is told to the coordinator, as heartbeats would.
    static let measuredPlans: UInt64 = 8
    /// Requests that wait at a baseline: what a cell of eight workers leaves undone in ten seconds
    /// at twice its load. Nothing that waits beyond it is of use.
    static let baselineQueue = 262_144
    /// Batches kept to look at.
    static let tracedBatches = 20_000
}
