import Timekeeping

/// What is on its way, by when it comes; what comes at one moment in the order it left.
struct DueQueue<Element: Sendable>: Sendable {
    private struct Entry: Sendable {
        // When it comes if nothing holds it, and when it comes.
        let planned: Instant
        var due: Instant
        let order: UInt64
        let element: Element

        func comesBefore(_ other: Entry) -> Bool {
            due == other.due ? order < other.order : due < other.due
        }
    }
    private var heap: [Entry] = []
    private var order: UInt64 = 0

    var count: Int { heap.count }
    /// When the first comes.
    var next: Instant? { heap.first?.due }

    /// Puts one on its way.
    mutating func insert(_ element: Element, due: Instant) {
        place(Entry(planned: due, due: due, order: order, element: element))
        order += 1
    }
    /// Takes the first.
    mutating func popFirst() -> Element? { take()?.element }
    /// Puts the first off, still before everything that left after it.
    mutating func postponeFirst(to due: Instant) {
        guard var entry = take() else { return }
        entry.due = due
        place(entry)
    }
    /// Ends what put anything off.
    mutating func resume(at now: Instant) {
        let entries = heap
        heap.removeAll(keepingCapacity: true)
        for var entry in entries {
            entry.due = min(entry.due, max(entry.planned, now))
            place(entry)
        }
    }
    mutating func removeAll() { heap.removeAll(keepingCapacity: true) }

    private mutating func take() -> Entry? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first
    }
    private mutating func place(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].comesBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }
    private mutating func sink() {
        var parent = 0
        while true {
            var earliest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].comesBefore(heap[earliest]) { earliest = child }
            }
            guard earliest != parent else { return }
            heap.swapAt(parent, earliest)
            parent = earliest
        }
    }
}
