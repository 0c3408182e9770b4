import SansIO

/// Which peer of the coordinator is which client, and whether it has a session.
struct CellPeers: Sendable {
    struct Peer: Sendable {
        /// The client's place.
        var client: Int
        /// The name of the connection.
        var connection: UInt64
        var hasSession = false
        /// Whether the coordinator names it no more.
        var isForgotten = false
    }
    // Peers are counted from one and never named again; an hour of them fits in memory.
    private var peers: [Peer] = []

    mutating func insert(client: Int, connection: UInt64) -> PeerID {
        peers.append(Peer(client: client, connection: connection))
        return PeerID(UInt64(peers.count))
    }
    subscript(id: PeerID) -> Peer {
        get { peers[Int(id.value) - 1] }
        set { peers[Int(id.value) - 1] = newValue }
    }
}
