/// What a worker says first: which bundle it runs, how much at once, and how fast it is.
public struct Register: Hashable, Sendable {
    /// The name people call the worker by, 1 to 64 bytes of UTF-8, no control character.
    public var name: String
    /// The model bundle whose backbone the worker runs.
    public var bundle: BundleID
    /// The largest batch it takes, 1 to 64.
    public var batchLimit: UInt16
    /// Times it measured at start, by growing batch size; at most 16.
    public var serviceTimes: [ServiceTime]

    /// Makes the message from its fields.
    public init(name: String, bundle: BundleID, batchLimit: UInt16, serviceTimes: [ServiceTime]) {
        self.name = name
        self.bundle = bundle
        self.batchLimit = batchLimit
        self.serviceTimes = serviceTimes
    }
}
