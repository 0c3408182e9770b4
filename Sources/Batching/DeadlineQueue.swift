import Timekeeping

/// The requests that wait, earliest deadline first, ties by identifier.
///
/// A sorted array: at most 4,096 entries of 24 bytes, so that a move costs less than the cache
/// misses of a tree, and the feasible requests of a batch are simply its tail.
struct DeadlineQueue: Sendable {
    struct Entry: Sendable {
        var deadline: Instant
        var id: RequestID
        var requestClass: RequestClass

        func precedes(_ other: Entry) -> Bool {
            deadline == other.deadline
                ? id.value < other.id.value : deadline < other.deadline
        }
    }

    private var entries: [Entry] = []
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
        entries.reserveCapacity(limit)
    }

    var count: Int { entries.count }
    var isFull: Bool { entries.count >= limit }
    var first: Entry? { entries.first }
    subscript(position: Int) -> Entry { entries[position] }

    mutating func insert(_ request: Request) {
        precondition(!isFull, "the deadline queue is at its limit")
        let entry = Entry(request)
        entries.insert(entry, at: position { $0.precedes(entry) })
    }

    mutating func remove(_ request: Request) {
        let entry = Entry(request)
        let found = position { $0.precedes(entry) }
        precondition(
            found < entries.count && entries[found].id == request.id,
            "the request waits in the queue")
        entries.remove(at: found)
    }

    /// The first position whose deadline is at or after `instant`.
    func position(deadlineFrom instant: Instant) -> Int { position { $0.deadline < instant } }

    /// How many could be finished in time by a batch that ends at `end`.
    func feasibleCount(by end: Instant) -> Int { count - position(deadlineFrom: end) }

    /// The first position for which `before` is false; it is true for a head of the queue only.
    private func position(_ before: (Entry) -> Bool) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            if before(entries[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension DeadlineQueue.Entry {
    init(_ request: Request) {
        self.init(
            deadline: request.deadline, id: request.id, requestClass: request.requestClass)
    }
}
