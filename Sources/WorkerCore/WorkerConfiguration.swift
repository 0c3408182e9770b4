public import Session
public import Wire

/// What a worker is and how it speaks.
public struct WorkerConfiguration: Hashable, Sendable {
    /// The name people call it by, 1 to 64 bytes of UTF-8.
    public var name: String
    /// The bundle whose backbone it runs.
    public var bundle: BundleID
    /// The largest batch it takes, 1 to 64.
    public var batchLimit: Int
    /// Times measured at start, by growing batch size; at most 16.
    public var serviceTimes: [ServiceTime]
    /// What its plans look like.
    public var plan: PlanShape
    /// The times of its session.
    public var session: SessionConfiguration

    /// Makes the value from its fields.
    public init(
        name: String, bundle: BundleID, batchLimit: Int, serviceTimes: [ServiceTime],
        plan: PlanShape, session: SessionConfiguration
    ) {
        self.name = name
        self.bundle = bundle
        self.batchLimit = batchLimit
        self.serviceTimes = serviceTimes
        self.plan = plan
        self.session = session
    }
}
