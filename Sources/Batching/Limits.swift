/// Every bound of the batcher, with its reason.
enum Limits {
    /// Requests that may wait. A cell has one queued request per stream at most, and a cell of 16
    /// workers serves about 4,000 devices at 10 Hz; beyond that it is another cell's work.
    static let queuedRequests = 4_096
    /// Workers of one cell: pooling more than 16 gains under 0.2 points of goodput.
    static let workers = 16
    /// Streams with a place of their own: four for each of 4,096 devices.
    static let streams = 16_384
    /// Members of one batch, as in the protocol: beyond 64 a backbone gains little and a lost
    /// worker loses too much.
    static let batchMembers = 64
    /// Measured times kept for each worker and batch size: 32 give a p95 that forgets one outlier.
    static let samplesPerSize = 32
    /// Times one request may be handed to a worker. A request that took two workers down with it
    /// is not given a third.
    static let dispatchesPerRequest = 2
    /// The longest service time believed, whatever a worker claims or a clock shows.
    static let serviceTimeNanoseconds: Int64 = 10_000_000_000
}
