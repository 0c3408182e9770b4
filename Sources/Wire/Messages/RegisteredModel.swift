/// One of the models that a worker runs: its bundle, how much at once, and how fast.
public struct RegisteredModel: Hashable, Sendable {
    /// The model bundle whose backbone it is.
    public var bundle: BundleID
    /// The largest batch the worker takes for it, 1 to 64.
    public var batchLimit: UInt16
    /// Times measured at start, by growing batch size; at most 16.
    public var serviceTimes: [ServiceTime]

    /// Makes the value from its fields.
    public init(bundle: BundleID, batchLimit: UInt16, serviceTimes: [ServiceTime]) {
        self.bundle = bundle
        self.batchLimit = batchLimit
        self.serviceTimes = serviceTimes
    }
}
