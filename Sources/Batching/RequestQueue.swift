import Timekeeping

/// The requests of one model that wait, earliest deadline first, equal ones in order of arrival.
///
/// A sorted array with its head let free by steps: new captures have the latest deadlines, so they
/// go in near the end, and a batch is a pass over memory that lies in a row.
struct RequestQueue: Sendable {
    struct Entry: Sendable {
        /// In nanoseconds.
        var deadline: UInt64
        /// The request's place.
        var slot: UInt32
        /// What its plan is worth, in 1/256.
        var weight: UInt16
        var network: UInt8
        var tenant: UInt8
    }

    private(set) var entries: [Entry] = []
    /// Entries before this one are gone.
    private(set) var head = 0

    init(limit: Int) { entries.reserveCapacity(2 * limit) }

    var count: Int { entries.count - head }
    var first: Entry? { head < entries.count ? entries[head] : nil }

    /// An entry, counted from the head.
    subscript(place: Int) -> Entry { entries[head + place] }

    mutating func insert(_ entry: Entry) {
        guard let last = entries.last, last.deadline > entry.deadline, count > 0 else {
            return entries.append(entry)
        }
        // A search by halves and one move of memory: links that vary much bring what arrives tens
        // of places before the end.
        entries.insert(entry, at: bound { $0 <= entry.deadline })
    }
    mutating func remove(deadline: UInt64, slot: UInt32) {
        var place = lowerBound(deadline)
        while place < entries.count, entries[place].slot != slot { place += 1 }
        precondition(place < entries.count, "the request waits in the queue")
        if place == head { dropFirst(1) } else { entries.remove(at: place) }
    }
    mutating func dropFirst(_ count: Int) {
        head += count
        guard head == entries.count || head >= Self.gap, 2 * head >= entries.count else { return }
        entries.removeSubrange(0..<head)
        head = 0
    }
    /// Keeps the entries whose fate, by their place from the head, is to wait.
    mutating func keepWaiting(_ fates: [Choice.Fate]) {
        var end = head
        for place in head..<entries.count where fates[place - head] == .waits {
            if end != place { entries[end] = entries[place] }
            end += 1
        }
        entries.removeLast(entries.count - end)
        dropFirst(0)
    }

    /// How many have their deadline at `deadline` or later.
    func count(from deadline: UInt64) -> Int { entries.count - lowerBound(deadline) }

    /// What may lie unused before the head.
    private static let gap = 64

    /// The first place whose deadline is not before `deadline`.
    private func lowerBound(_ deadline: UInt64) -> Int { bound { $0 < deadline } }
    @inline(__always)
    private func bound(_ isBefore: (UInt64) -> Bool) -> Int {
        var low = head
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            if isBefore(entries[middle].deadline) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
