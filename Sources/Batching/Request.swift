public import Timekeeping

/// One latent that wants a plan, as the batcher sees it.
public struct Request: Hashable, Sendable {
    /// Its name.
    public var id: RequestID
    /// Whose it is; the stream is open.
    public var stream: StreamSlot
    /// When it was captured, on this process's clock as well as that is known: of two requests of a
    /// stream the later capture is the newer.
    public var capture: Instant
    /// The last instant at which its plan is of use at the device, on this process's clock.
    public var deadline: Instant

    /// Makes the value from its fields.
    public init(id: RequestID, stream: StreamSlot, capture: Instant, deadline: Instant) {
        self.id = id
        self.stream = stream
        self.capture = capture
        self.deadline = deadline
    }
}
