import Timekeeping

/// Every bound of the batcher, with its reason.
enum Limits {
    /// Requests that may wait. A cell has one queued request per stream at most, and a cell of 16
    /// workers serves about 4,000 devices at 10 Hz; a quarter of the streams at once is a fleet
    /// that stands still.
    static let queuedRequests = 16_384
    /// Workers of one cell: pooling more than 16 gains under 0.2 points of goodput. Those who
    /// measure just that may have 32.
    static let workers = 32
    /// Streams with a place of their own: the hard cap of a cell, 100,000 devices, rounded up.
    static let streams = 131_072
    /// Models of one cell: two releases of each of four.
    static let models = 8
    /// Fleets that share a cell.
    static let tenants = 16
    /// Periods of streams that are paced: 1,000 Hz is ten times what any camera does, and a stream
    /// that captures less than once a minute needs no phase.
    static let pacedPeriods = Interval.milliseconds(1)...Interval.seconds(60)
    /// Members of one batch. The protocol carries 64; profiles of larger engines are simulated.
    static let batchMembers = 256
    /// Measured times kept for each worker and model, and for each octave of the batch size.
    static let serviceSamples = 32
    /// Times one request may be handed to a worker. A request that took two workers down with it
    /// is not given a third.
    static let dispatchesPerRequest = 2
    /// The longest service time believed, whatever a worker claims or a clock shows.
    static let serviceTimeNanoseconds: Int64 = 10_000_000_000
    /// The shortest one: nothing is divided by zero.
    static let shortestServiceNanoseconds: Int64 = 1_000
    /// The longest run of misses that still makes a stream more urgent.
    static let missesCounted: UInt8 = 3
}
