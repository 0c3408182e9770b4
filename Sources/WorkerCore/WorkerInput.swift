public import SansIO
public import Wire

/// What happens to a worker.
public enum WorkerInput: Hashable, Sendable {
    /// Begin.
    case start
    /// The connection asked for is usable.
    case connectionOpened(UInt64)
    /// The connection is gone.
    case connectionClosed(UInt64)
    /// A legal frame arrived; one payload for each part the message describes, in order. The core
    /// owns them until it releases them.
    case received(Envelope, payloads: [PayloadID])
    /// Bytes arrived that are no frame.
    case undecodable(DecodeError)
    /// The backend finished.
    case executed(ExecutionResult)
    /// The wakeup is due.
    case wake
    /// Take no more work, finish what is here, leave.
    case drain
}
