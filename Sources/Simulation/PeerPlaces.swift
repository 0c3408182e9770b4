import SansIO

/// Which peer of the coordinator is which connection.
struct PeerPlaces {
    private var places: [(peer: PeerID, route: Route, connection: UInt64)] = []
    private var next: UInt64 = 1

    /// The peer that speaks on `connection`, a new one if it was not met before.
    mutating func peer(_ route: Route, _ connection: UInt64) -> PeerID {
        if let peer = known(route, connection) { return peer }
        let peer = PeerID(next)
        next += 1
        places.append((peer, route, connection))
        return peer
    }
    /// The peer that spoke on `connection`, or nil.
    private func known(_ route: Route, _ connection: UInt64) -> PeerID? {
        places.first { $0.route == route && $0.connection == connection }?.peer
    }
    /// Where `peer` is reached, or nil if it is gone.
    func place(of peer: PeerID) -> (route: Route, connection: UInt64)? {
        places.first { $0.peer == peer }.map { ($0.route, $0.connection) }
    }
    /// Forgets `peer`; who speaks from there next is a new one.
    mutating func forget(_ peer: PeerID) { places.removeAll { $0.peer == peer } }
}
