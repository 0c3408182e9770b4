import Timekeeping

/// When the session of each peer is due: a heap of the peers' places, so that who is due is found
/// without a pass over those who are not.
///
/// Each place has one entry at most, so it is bounded by the peers that may have a session, and
/// allocates nothing once made. Of two that are due at once the smaller place is first.
struct PeerTimers: Sendable {
    private struct Entry: Sendable {
        var due: UInt64
        var place: Int32

        func isBefore(_ other: Entry) -> Bool { (due, place) < (other.due, other.place) }
    }
    private var heap: [Entry] = []
    /// Where in the heap each place's entry is; -1 for none.
    private var positions: [Int32]

    /// Timers of as many places.
    init(places: Int) {
        positions = Array(repeating: -1, count: places)
        heap.reserveCapacity(places)
    }

    /// Places that have one.
    var count: Int { heap.count }
    /// The earliest; nil for none.
    var earliest: Instant? { heap.first.map { Instant(nanoseconds: $0.due) } }
    /// The place of the earliest, if that is due at `now`.
    func due(at now: Instant) -> Int? {
        guard let first = heap.first, first.due <= now.nanoseconds else { return nil }
        return Int(first.place)
    }

    /// Sets the timer of a place to `instant`, or to none.
    mutating func set(_ place: Int, _ instant: Instant?) {
        let position = Int(positions[place])
        guard let instant else {
            if position >= 0 { remove(position) }
            return
        }
        let entry = Entry(due: instant.nanoseconds, place: Int32(clamping: place))
        if position >= 0 {
            guard heap[position].due != entry.due else { return }
            settle(entry, position)
        } else {
            heap.append(entry)
            rise(entry, heap.count - 1)
        }
    }

    private mutating func remove(_ position: Int) {
        positions[Int(heap[position].place)] = -1
        let last = heap.removeLast()
        if position < heap.count { settle(last, position) }
    }
    /// Puts an entry where it belongs, from a place that is free.
    private mutating func settle(_ entry: Entry, _ position: Int) {
        if position > 0, entry.isBefore(heap[(position - 1) / 2]) {
            rise(entry, position)
        } else {
            sink(entry, position)
        }
    }
    private mutating func rise(_ entry: Entry, _ position: Int) {
        var position = position
        while position > 0, entry.isBefore(heap[(position - 1) / 2]) {
            put(heap[(position - 1) / 2], position)
            position = (position - 1) / 2
        }
        put(entry, position)
    }
    private mutating func sink(_ entry: Entry, _ position: Int) {
        var position = position
        while true {
            var child = 2 * position + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
            guard heap[child].isBefore(entry) else { break }
            put(heap[child], position)
            position = child
        }
        put(entry, position)
    }
    private mutating func put(_ entry: Entry, _ position: Int) {
        heap[position] = entry
        positions[Int(entry.place)] = Int32(clamping: position)
    }
}
