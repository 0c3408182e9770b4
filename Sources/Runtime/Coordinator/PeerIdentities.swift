import CoordinatorCore
import SansIO
import ZeroMQ

/// Which peer is which connection: the core counts peers over both sockets, the transport names
/// each connection of a socket by some bytes.
struct PeerIdentities {
    private struct Key: Hashable {
        let side: PeerSide
        let identity: [UInt8]
    }
    private var peers: [Key: PeerID] = [:]
    private var places: [PeerID: (key: Key, part: MessagePart)] = [:]
    private var next: UInt64 = 1

    /// The peer behind `identity`, a new one if it was not met before; nil if there are too many.
    mutating func peer(_ side: PeerSide, _ identity: MessagePart) -> PeerID? {
        let key = Key(side: side, identity: identity.copiedBytes())
        if let peer = peers[key] { return peer }
        guard peers.count < Limits.peers else { return nil }
        let peer = PeerID(next)
        next += 1
        peers[key] = peer
        places[peer] = (key, identity)
        return peer
    }
    /// Where a peer is reached, or nil if it was forgotten.
    func place(of peer: PeerID) -> (side: PeerSide, identity: MessagePart)? {
        places[peer].map { ($0.key.side, $0.part) }
    }
    /// Forgets a peer: whoever speaks from there next is a new one.
    mutating func forget(_ peer: PeerID) {
        guard let place = places.removeValue(forKey: peer) else { return }
        peers[place.key] = nil
    }
}
