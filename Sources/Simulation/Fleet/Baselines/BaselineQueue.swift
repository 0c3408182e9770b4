/// The requests that wait in one queue of a baseline: in the order of their keys, equal ones in
/// order of arrival.
///
/// A sorted array whose head goes free by steps: keys are instants, so nearly all go in at the end.
struct BaselineQueue: Sendable {
    struct Entry: Sendable {
        /// When it arrived or its deadline, as the rule sorts, in nanoseconds.
        var key: UInt64
        /// Its place among the records.
        var place: Int32
    }
    private var entries: [Entry] = []
    private var head = 0

    var count: Int { entries.count - head }
    var first: Entry? { head < entries.count ? entries[head] : nil }

    /// An entry, counted from the head.
    subscript(place: Int) -> Entry { entries[head + place] }

    mutating func insert(_ entry: Entry) {
        var place = entries.count
        if place > head, entries[place - 1].key > entry.key {
            place = bound { $0 <= entry.key }
        }
        entries.insert(entry, at: place)
    }
    mutating func remove(_ entry: Entry) {
        var place = bound { $0 < entry.key }
        while place < entries.count, entries[place].place != entry.place { place += 1 }
        precondition(place < entries.count, "the request waits in the queue")
        if place == head { dropFirst(1) } else { entries.remove(at: place) }
    }
    mutating func dropFirst(_ count: Int) {
        head += count
        guard head == entries.count || 2 * head >= entries.count, head >= Self.gap else { return }
        entries.removeSubrange(0..<head)
        head = 0
    }
    /// How many have their key at `key` or later.
    func count(from key: UInt64) -> Int { entries.count - bound { $0 < key } }

    /// What may lie unused before the head.
    private static let gap = 64

    private func bound(_ isBefore: (UInt64) -> Bool) -> Int {
        var (low, high) = (head, entries.count)
        while low < high {
            let middle = low + (high - low) / 2
            if isBefore(entries[middle].key) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
