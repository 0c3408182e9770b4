public import SansIO
public import Wire

/// What happens to the coordinator.
///
/// Peers are counted over both sockets together. `payloads` are in the order of the message's
/// `payloadPartByteCounts`, one for each part, empty parts included, each with the byte count said
/// there; the core owns them until it releases them.
public enum CoordinatorInput: Hashable, Sendable {
    /// A legal frame came in on the devices' socket.
    case deviceFrame(PeerID, Envelope, payloads: [PayloadID])
    /// A legal frame came in on the workers' socket.
    case workerFrame(PeerID, Envelope, payloads: [PayloadID])
    /// Bytes that are no legal frame came in; their payloads, if any, stay the shell's.
    case undecodable(PeerID, PeerSide, DecodeError)
    /// The transport took the plan sent to this peer under this sequence, or did not: said of each
    /// plan once the outputs are drained, before any other input.
    case planGiven(PeerID, sequence: UInt64, isTaken: Bool)
    /// The transport says that a peer is gone.
    case peerClosed(PeerID)
    /// The wakeup is due.
    case wake
    /// Take no more work, finish what is here, send everybody away.
    case drain
}
