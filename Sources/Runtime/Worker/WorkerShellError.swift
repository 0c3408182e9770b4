public import Wire
public import ZeroMQ

/// Why a worker ended before it was told to.
public enum WorkerShellError: Error, Hashable, Sendable {
    /// The transport failed.
    case transport(ZeroMQError)
    /// The coordinator refused this worker for good, and it never had a session.
    case refused(Refuse)
}
