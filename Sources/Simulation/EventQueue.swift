import Timekeeping

/// What is to happen, by (instant, order of scheduling): a binary heap.
///
/// Two events at one instant happen in the order in which they were scheduled, so a run depends on
/// nothing but its inputs.
struct EventQueue<Event> {
    private struct Entry {
        let due: Instant
        let order: UInt64
        let event: Event

        func comesBefore(_ other: Entry) -> Bool {
            due == other.due ? order < other.order : due < other.due
        }
    }
    private var heap: [Entry] = []
    private var order: UInt64 = 0

    /// Events that wait.
    var count: Int { heap.count }
    /// When the next one happens.
    var next: Instant? { heap.first?.due }

    /// Lets `event` happen at `due`, after everything already scheduled for then.
    mutating func schedule(_ event: Event, at due: Instant) {
        heap.append(Entry(due: due, order: order, event: event))
        order += 1
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].comesBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }
    /// Takes the next event, or nil if there is none.
    mutating func popFirst() -> (due: Instant, event: Event)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (first.due, first.event)
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
