public import SansIO
public import Wire

/// What a worker wants done, in this order.
public enum WorkerOutput: Hashable, Sendable {
    /// Open a connection and report on it under this number.
    case openConnection(UInt64)
    /// Close it; nothing more is sent on it.
    case closeConnection(UInt64)
    /// Send a message and its payload parts, nil for an empty part. Payloads are referenced: the
    /// transport may still hold them after their release.
    case send(Envelope, payloads: [PayloadID?], connection: UInt64)
    /// Run these latents through the backbone and report with `executed`; one execution at a time.
    case execute(Execution)
    /// The core names this payload no more. Each payload is released exactly once.
    case release(PayloadID)
    /// Something an operator may want to know.
    case event(WorkerEvent)
    /// The worker has left and wants nothing more.
    case finished
}
