import SansIO

/// The peers of one side: found by identifier, walked by dense slots, never by hash order.
struct PeerTable<Peer> {
    /// By slot; in a slot without a peer lies what `vacant` was. To be read and changed in place:
    /// a peer holds a dozen arrays, and each copy of it retains them all.
    var peers: [Peer]
    private var isTaken: [Bool]
    private var slots: [PeerID: Int] = [:]
    private var free: [Int]
    private let vacant: Peer

    init(limit: Int, vacant: Peer) {
        self.vacant = vacant
        peers = Array(repeating: vacant, count: limit)
        isTaken = Array(repeating: false, count: limit)
        free = (0..<limit).reversed().map { $0 }
        slots.reserveCapacity(limit)
    }

    var count: Int { slots.count }
    var isFull: Bool { free.isEmpty }
    var indices: Range<Int> { peers.indices }

    func slot(of id: PeerID) -> Int? { slots[id] }
    /// Whether a slot has a peer.
    func has(_ slot: Int) -> Bool { isTaken[slot] }
    /// A copy of the peer in a slot, for what happens seldom; changing it writes it back.
    subscript(slot: Int) -> Peer? {
        get { isTaken[slot] ? peers[slot] : nil }
        set {
            guard let newValue, isTaken[slot] else { return }
            peers[slot] = newValue
        }
    }
    /// The slot the next insertion takes, or nil if the table is full.
    var nextSlot: Int? { free.last }
    mutating func insert(_ peer: Peer, _ id: PeerID) {
        guard let slot = free.popLast() else { preconditionFailure("the peer table is full") }
        precondition(slots[id] == nil, "a peer has one slot")
        slots[id] = slot
        isTaken[slot] = true
        peers[slot] = peer
    }
    mutating func remove(_ id: PeerID) {
        guard let slot = slots.removeValue(forKey: id) else { return }
        isTaken[slot] = false
        peers[slot] = vacant
        free.append(slot)
    }
}
