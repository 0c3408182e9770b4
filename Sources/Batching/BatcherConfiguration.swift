public import Timekeeping

/// The numbers a batcher works by.
public struct BatcherConfiguration: Sendable {
    /// Requests that may wait, 1 to 16,384.
    public var queueLimit: Int
    /// Workers that may register, 1 to 32.
    public var workerLimit: Int
    /// Streams that have a place, 1 to 131,072.
    public var streamLimit: Int
    /// Models that have a place, 1 to 8.
    public var modelLimit: Int
    /// Members of the largest batch any worker may take, 1 to 256.
    public var batchLimit: Int
    /// The shares of the tenants when they compete, by place; 1 to 16 of them, each at least 1.
    public var tenantShares: [Int]
    /// How long after its expected time a batch is overdue and its worker suspect, at least; half
    /// the expected time if that is longer.
    public var overdueTolerance: Interval
    /// How long a suspect worker may go on without a result before it is given up.
    public var suspectLimit: Interval
    /// How long an idle worker's estimate is believed while it keeps all work away from it.
    public var estimateLifetime: Interval
    /// The time for one member assumed of a worker that measured nothing.
    public var assumedServiceTime: Interval

    /// Makes the value from its fields.
    public init(
        queueLimit: Int, workerLimit: Int, streamLimit: Int, modelLimit: Int, batchLimit: Int,
        tenantShares: [Int], overdueTolerance: Interval, suspectLimit: Interval,
        estimateLifetime: Interval, assumedServiceTime: Interval
    ) {
        self.queueLimit = queueLimit
        self.workerLimit = workerLimit
        self.streamLimit = streamLimit
        self.modelLimit = modelLimit
        self.batchLimit = batchLimit
        self.tenantShares = tenantShares
        self.overdueTolerance = overdueTolerance
        self.suspectLimit = suspectLimit
        self.estimateLifetime = estimateLifetime
        self.assumedServiceTime = assumedServiceTime
    }

    /// The numbers for one cell.
    public static let standard = BatcherConfiguration(
        queueLimit: 4_096,
        workerLimit: 16,
        streamLimit: 16_384,
        modelLimit: 4,
        // As the protocol: beyond 64 a backbone gains little and a lost worker loses too much.
        batchLimit: 64,
        tenantShares: [1],
        // A worker shares its machine: 20 ms is two scheduling hiccups, and less than a plan's age
        // costs when its worker hangs.
        overdueTolerance: .milliseconds(20),
        // Longer than a page-in or a model's first run, shorter than a person takes to notice.
        suspectLimit: .seconds(2),
        // Ten captures at 10 Hz: long enough not to halve on a burst of tight deadlines.
        estimateLifetime: .seconds(1),
        // A small backbone on a shared CPU; wrong either way it is measured within one batch.
        assumedServiceTime: .milliseconds(20))

    /// Requests that may be waiting or running at once, and so the places a request table needs:
    /// those that wait, and a batch on every worker.
    public var openLimit: Int { queueLimit + workerLimit * batchLimit }

    func check() {
        precondition(
            (1...Limits.queuedRequests).contains(queueLimit)
                && (1...Limits.workers).contains(workerLimit)
                && (1...Limits.streams).contains(streamLimit)
                && (1...Limits.models).contains(modelLimit)
                && (1...Limits.batchMembers).contains(batchLimit)
                && (1...Limits.tenants).contains(tenantShares.count)
                && tenantShares.allSatisfy { $0 >= 1 } && overdueTolerance > .zero
                && suspectLimit > .zero,
            "the batcher's configuration keeps its limits")
    }
}
