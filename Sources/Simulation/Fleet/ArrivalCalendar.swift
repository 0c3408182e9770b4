/// What is to happen to devices, in order: a calendar queue (Brown, CACM 1988) of short buckets,
/// so that each event costs the same however many wait.
struct ArrivalCalendar: Sendable {
    /// One event.
    struct Entry: Sendable {
        /// In nanoseconds.
        var due: UInt64
        /// The order of scheduling: of two events at one instant the earlier scheduled is first.
        var order: UInt32
        /// What it is about.
        var subject: UInt32
        /// And of when: the capture, in nanoseconds.
        var stamp: UInt64
        var next: Int32
    }
    private var entries: [Entry] = []
    private var free: Int32 = -1
    private var heads: [Int32]
    /// The bucket under way, sorted, latest first.
    private var current: [Entry] = []
    private var bucket: UInt64 = 0
    private var order: UInt32 = 0
    private(set) var count = 0

    /// A bucket is 2^16 ns, about 66 us; 2^16 of them span 4.3 s.
    private static let shift: UInt64 = 16
    private static let bucketCount: UInt64 = 1 << 16

    init(capacity: Int) {
        heads = Array(repeating: -1, count: Int(Self.bucketCount))
        entries.reserveCapacity(capacity)
        current.reserveCapacity(256)
    }

    /// Lets something happen at `due`, no earlier than the event taken last.
    mutating func schedule(_ subject: UInt32, stamp: UInt64, at due: UInt64) {
        order &+= 1
        count += 1
        let entry = Entry(due: due, order: order, subject: subject, stamp: stamp, next: -1)
        guard due >> Self.shift > bucket || current.isEmpty && due >> Self.shift == bucket else {
            return insert(entry)
        }
        // What lies beyond the horizon waits in the last bucket and is looked at again there.
        let place = min(due >> Self.shift, bucket + Self.bucketCount - 1) & (Self.bucketCount - 1)
        put(entry, in: Int(place))
    }
    /// When the next event happens, in nanoseconds; the end of time for none.
    mutating func next() -> UInt64 {
        if let last = current.last { return last.due }
        guard count > 0 else { return .max }
        while current.isEmpty {
            let place = Int(bucket & (Self.bucketCount - 1))
            if heads[place] >= 0 { open(place) }
            if current.isEmpty { bucket += 1 }
        }
        return current[current.count - 1].due
    }
    /// Takes the next event, after `next` said when it is.
    mutating func pop() -> Entry {
        count -= 1
        return current.removeLast()
    }

    private mutating func put(_ entry: Entry, in place: Int) {
        var entry = entry
        entry.next = heads[place]
        if free >= 0 {
            let slot = free
            free = entries[Int(slot)].next
            entries[Int(slot)] = entry
            heads[place] = slot
        } else {
            heads[place] = Int32(entries.count)
            entries.append(entry)
        }
    }
    /// Sorts a bucket's events into the current ones.
    private mutating func open(_ place: Int) {
        var slot = heads[place]
        heads[place] = -1
        while slot >= 0 {
            let entry = entries[Int(slot)]
            entries[Int(slot)].next = free
            free = slot
            slot = entry.next
            if entry.due >> Self.shift == bucket {
                insert(entry)
            } else {
                let later = min(entry.due >> Self.shift, bucket + Self.bucketCount - 1)
                put(entry, in: Int(later & (Self.bucketCount - 1)))
            }
        }
    }
    private mutating func insert(_ entry: Entry) {
        var place = current.count
        current.append(entry)
        while place > 0 {
            let other = current[place - 1]
            guard (other.due, other.order) < (entry.due, entry.order) else { break }
            current[place] = other
            place -= 1
        }
        current[place] = entry
    }
}
