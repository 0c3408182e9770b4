public import SansIO
public import Timekeeping
public import Wire

/// What an operator may want to know.
public enum CoordinatorEvent: Hashable, Sendable {
    /// A device has a session.
    case deviceOpened(PeerID, name: String)
    /// A device has none any more.
    case deviceClosed(PeerID, name: String, ClosureReason)
    /// A device's failsafe is in another state than was told last.
    case deviceReported(PeerID, name: String, FailsafeReport)
    /// A worker has a session.
    case workerOpened(PeerID, name: String, batchLimit: Int)
    /// A worker has none any more.
    case workerClosed(PeerID, name: String, ClosureReason)
    /// A worker takes no more batches.
    case workerDraining(PeerID)
    /// A worker's batch is overdue.
    case workerSuspected(PeerID)
    /// An overdue batch came back after all.
    case workerTrusted(PeerID)
    /// A device's capture stamps cannot be true by what is known of its clock; told once a session.
    case stampsImplausible(PeerID, name: String)
    /// A peer was told no.
    case refused(PeerID, PeerSide, RefuseReason)
    /// A peer broke the protocol.
    case violated(PeerID, PeerSide, ProtocolViolation)
    /// A latent ended; `waited` is from its arrival to its end, less the time its batch computed.
    case ended(PeerID, latentSequence: UInt64, RequestFate, OutcomeCause?, waited: Interval)
    /// The transport did not take a latent's plan.
    case planNotTaken(PeerID, latentSequence: UInt64)
    /// A worker was given a batch.
    case batchStarted(PeerID, batch: UInt64, members: Int)
    /// A worker gave one back; `computed` is what it says itself.
    case batchFinished(PeerID, batch: UInt64, members: Int, computed: Interval)
    /// A drain began with so many devices, which are sent to fellow cells within this time.
    case handoverBegan(devices: Int, within: Interval)
    /// A device was told to go to this endpoint.
    case deviceRehoming(PeerID, name: String, endpoint: String)
    /// The handover is over: every device is gone, or so many stayed until the end.
    case handoverEnded(staying: Int)
    /// Nothing is left to do and everybody was sent away.
    case drained
}
