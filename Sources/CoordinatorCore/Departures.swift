import SansIO

/// Plans the transport has not spoken of yet. It speaks of them in the order it was given them, so
/// the first one is nearly always the one.
struct Departures: Sendable {
    private var departures: [Departure] = []
    /// Those before it were spoken of.
    private var head = 0

    var count: Int { departures.count - head }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ departure: Departure) { departures.append(departure) }
    /// Takes out the plan that was sent to `peer` under `sequence`; nil if there is none.
    mutating func take(_ peer: PeerID, sequence: UInt64) -> Departure? {
        let place = departures[head...].firstIndex { $0.peer == peer && $0.sequence == sequence }
        guard let place else { return nil }
        let departure = departures[place]
        if place == head { head += 1 } else { departures.remove(at: place) }
        if isEmpty {
            departures.removeAll(keepingCapacity: true)
            head = 0
        }
        return departure
    }
}
