import CoordinatorCore
import SansIO
import Timekeeping
import ZeroMQ

/// Which peer is which connection: the core counts peers over both sockets, the transport names
/// each connection of a socket by some bytes. Here too is what each used of its allowance.
struct PeerIdentities {
    /// Who sent a message, and whether it may.
    enum Sender {
        /// It is within its allowance.
        case heard(PeerID)
        /// It is not; `isNews` for the first such message of a peer.
        case flooding(PeerID, isNews: Bool)
        /// There are too many peers.
        case unknown
    }
    private struct Key: Hashable {
        let side: PeerSide
        let identity: RoutingIdentity
    }
    private struct Place {
        let peer: PeerID
        let key: Key
        /// The connection's, if it is known.
        let descriptor: Int32?
        var use = PeerAllowance.Use()
        var isFlooding = false
    }
    private var slots: [Key: Int] = [:]
    private var slotsOfPeers: [PeerID: Int] = [:]
    private var places: [Place?] = []
    private var free: [Int] = []
    private var next: UInt64 = 1
    private let allowances: CoordinatorAllowances

    init(allowances: CoordinatorAllowances) { self.allowances = allowances }

    /// The peer behind `identity`, a new one if it was not met before, and one message less of what
    /// it may send. `descriptor` is asked for a new peer's connection only, `delivered` told of the
    /// connection that a message came from.
    mutating func sender(
        _ side: PeerSide, _ identity: RoutingIdentity, at now: Instant,
        descriptor: () -> Int32?, delivered: (Int32) -> Void
    ) -> Sender {
        guard let slot = slot(Key(side: side, identity: identity), descriptor),
            let peer = places[slot]?.peer
        else { return .unknown }
        if let descriptor = places[slot]?.descriptor { delivered(descriptor) }
        let allowance =
            switch side {
            case .device: allowances.device
            case .worker: allowances.worker
            }
        if places[slot]?.use.spend(allowance, at: now) == true { return .heard(peer) }
        let isNews = places[slot]?.isFlooding == false
        places[slot]?.isFlooding = true
        return .flooding(peer, isNews: isNews)
    }
    /// Where a peer is reached, or nil if it was forgotten.
    func place(of peer: PeerID) -> (side: PeerSide, identity: RoutingIdentity)? {
        slotsOfPeers[peer].flatMap { places[$0] }.map { ($0.key.side, $0.key.identity) }
    }
    /// Forgets a peer: whoever speaks from there next is a new one.
    mutating func forget(_ peer: PeerID) {
        guard let slot = slotsOfPeers.removeValue(forKey: peer), let place = places[slot] else {
            return
        }
        slots[place.key] = nil
        places[slot] = nil
        free.append(slot)
    }

    private mutating func slot(_ key: Key, _ descriptor: () -> Int32?) -> Int? {
        if let slot = slots[key] { return slot }
        guard slots.count < Limits.peers else { return nil }
        let place = Place(peer: PeerID(next), key: key, descriptor: descriptor())
        next += 1
        let slot = free.popLast() ?? places.count
        if slot == places.count { places.append(place) } else { places[slot] = place }
        slots[key] = slot
        slotsOfPeers[place.peer] = slot
        return slot
    }
}
