public import SansIO
public import Wire

/// What the coordinator wants done, in this order.
public enum CoordinatorOutput: Hashable, Sendable {
    /// Send a message and its payload parts; of each plan `.planGiven` says whether the transport
    /// took it. Payloads are referenced: the transport may still hold
    /// them after their release.
    case send(PeerID, Envelope, payloads: [PayloadID])
    /// The core names this payload no more. Each payload is released exactly once.
    case release(PayloadID)
    /// The same of all these: the references of a device that is gone.
    case releaseAll([PayloadID])
    /// Something an operator may want to know.
    case event(CoordinatorEvent)
    /// The core names this peer no more; if it speaks again it is a new one.
    case forget(PeerID)
}
