package import Timekeeping

/// Which connection wants to be woken next: a heap in which an alarm that was set anew stays as a
/// stale entry until its time, or until there are too many of them.
package struct AlarmQueue {
    private struct Entry {
        let due: Instant
        let id: UInt64
    }
    private var heap: [Entry] = []
    private var armed: [UInt64: Instant] = [:]

    /// No alarm is set.
    package init() {}

    /// The earliest alarm.
    package var next: Instant? { heap.first?.due }

    /// Sets the alarm of `id`, or clears it.
    package mutating func set(_ id: UInt64, at due: Instant?) {
        defer { dropStale() }
        guard let due else {
            armed[id] = nil
            return
        }
        guard armed.updateValue(due, forKey: id) != due else { return }
        push(Entry(due: due, id: id))
        if heap.count > 64 + Limits.staleAlarms * armed.count { clean() }
    }
    /// The next connection whose alarm is due.
    package mutating func popDue(at now: Instant) -> UInt64? {
        while let first = heap.first, first.due <= now {
            pop()
            if armed[first.id] == first.due {
                armed[first.id] = nil
                dropStale()
                return first.id
            }
        }
        return nil
    }

    private mutating func dropStale() {
        while let first = heap.first, armed[first.id] != first.due { pop() }
    }
    private mutating func clean() {
        let kept = heap.filter { armed[$0.id] == $0.due }
        heap.removeAll(keepingCapacity: true)
        for entry in kept { push(entry) }
    }
    private mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard comes(child, before: parent) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }
    private mutating func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var earliest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && comes(child, before: earliest) { earliest = child }
            guard earliest != parent else { return }
            heap.swapAt(parent, earliest)
            parent = earliest
        }
    }
    private func comes(_ left: Int, before right: Int) -> Bool {
        let (left, right) = (heap[left], heap[right])
        return left.due == right.due ? left.id < right.id : left.due < right.due
    }
}
