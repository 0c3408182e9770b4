/// What a worker says first: which models it runs, how much of each at once, and how fast.
public struct Register: Hashable, Sendable {
    /// The name people call the worker by, 1 to 64 bytes of UTF-8, no control character.
    public var name: String
    /// One to four; batches name them by their place here.
    public var models: OneOrMore<RegisteredModel>

    /// Makes the message from its fields.
    public init(name: String, models: OneOrMore<RegisteredModel>) {
        self.name = name
        self.models = models
    }
    /// Makes the message of a worker that runs one bundle.
    public init(name: String, bundle: BundleID, batchLimit: UInt16, serviceTimes: [ServiceTime]) {
        self.init(
            name: name,
            models: OneOrMore(
                RegisteredModel(
                    bundle: bundle, batchLimit: batchLimit, serviceTimes: serviceTimes), []))
    }
}
