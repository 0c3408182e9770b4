public import Timekeeping

/// One latent that wants a plan, as the batcher sees it.
public struct Request: Hashable, Sendable {
    /// Its name.
    public var id: RequestID
    /// Whose it is.
    public var stream: StreamSlot
    /// The last instant at which its batch may be finished, on this process's clock.
    public var deadline: Instant
    /// Who goes first when not everybody can go.
    public var requestClass: RequestClass

    /// Makes the value from its fields.
    public init(id: RequestID, stream: StreamSlot, deadline: Instant, requestClass: RequestClass) {
        self.id = id
        self.stream = stream
        self.deadline = deadline
        self.requestClass = requestClass
    }
}
