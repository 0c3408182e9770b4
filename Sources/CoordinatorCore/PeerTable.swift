import SansIO

/// The peers of one side: found by identifier, walked by dense slots, never by hash order.
struct PeerTable<Peer> {
    private var peers: [Peer?]
    private var slots: [PeerID: Int] = [:]
    private var free: [Int]

    init(limit: Int) {
        peers = Array(repeating: nil, count: limit)
        free = (0..<limit).reversed().map { $0 }
        slots.reserveCapacity(limit)
    }

    var count: Int { slots.count }
    var isFull: Bool { free.isEmpty }
    var indices: Range<Int> { peers.indices }

    func slot(of id: PeerID) -> Int? { slots[id] }
    subscript(slot: Int) -> Peer? {
        get { peers[slot] }
        _modify { yield &peers[slot] }
    }
    /// The slot the next insertion takes, or nil if the table is full.
    var nextSlot: Int? { free.last }
    mutating func insert(_ peer: Peer, _ id: PeerID) {
        guard let slot = free.popLast() else { preconditionFailure("the peer table is full") }
        precondition(slots[id] == nil, "a peer has one slot")
        slots[id] = slot
        peers[slot] = peer
    }
    mutating func remove(_ id: PeerID) {
        guard let slot = slots.removeValue(forKey: id) else { return }
        peers[slot] = nil
        free.append(slot)
    }
}
