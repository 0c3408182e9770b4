public import Timekeeping

/// The numbers a batcher works by.
public struct BatcherConfiguration: Sendable {
    /// Requests that may wait, 1 to 4,096.
    public var queueLimit: Int
    /// Workers that may register, 1 to 16.
    public var workerLimit: Int
    /// Streams that have a place, 1 to 16,384.
    public var streamLimit: Int
    /// How long after twice its expected time a batch is overdue and its worker suspect.
    public var overdueTolerance: Interval
    /// How long a suspect worker may go on without a result before it is given up.
    public var suspectLimit: Interval
    /// How long an idle worker's estimate is believed while it keeps all work away from it.
    public var estimateLifetime: Interval
    /// The time for one member assumed of a worker that measured nothing.
    public var assumedServiceTime: Interval

    /// Makes the value from its fields.
    public init(
        queueLimit: Int, workerLimit: Int, streamLimit: Int, overdueTolerance: Interval,
        suspectLimit: Interval, estimateLifetime: Interval, assumedServiceTime: Interval
    ) {
        self.queueLimit = queueLimit
        self.workerLimit = workerLimit
        self.streamLimit = streamLimit
        self.overdueTolerance = overdueTolerance
        self.suspectLimit = suspectLimit
        self.estimateLifetime = estimateLifetime
        self.assumedServiceTime = assumedServiceTime
    }

    /// The numbers for one cell.
    public static let standard = BatcherConfiguration(
        queueLimit: Limits.queuedRequests,
        workerLimit: Limits.workers,
        streamLimit: Limits.streams,
        // A worker shares its machine: 20 ms is two scheduling hiccups, and less than a plan's age
        // costs when its worker hangs.
        overdueTolerance: .milliseconds(20),
        // Longer than a page-in or a model's first run, shorter than a person takes to notice.
        suspectLimit: .seconds(2),
        // Ten captures at 10 Hz: long enough not to halve on a burst of tight deadlines.
        estimateLifetime: .seconds(1),
        // A small backbone on a shared CPU; wrong either way it is measured within one batch.
        assumedServiceTime: .milliseconds(20))

    /// Requests that may be waiting or running at once, and so the places a request table needs.
    public var openLimit: Int { queueLimit + workerLimit * Limits.batchMembers }
}
