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
    /// The first event of the bucket under way, a list in order; -1 for none.
    private var first: Int32 = -1
    /// When that is due; the end of time for none.
    private var due = UInt64.max
    private var bucket: UInt64 = 0
    private var order: UInt32 = 0
    private(set) var count = 0

    /// A bucket is 2^16 ns, about 66 us; 2^16 of them span 4.3 s.
    private static let shift: UInt64 = 16
    private static let bucketCount: UInt64 = 1 << 16

    init(capacity: Int) {
        heads = Array(repeating: -1, count: Int(Self.bucketCount))
        entries.reserveCapacity(capacity)
    }

    /// Lets something happen at `due`, no earlier than the event taken last.
    mutating func schedule(_ subject: UInt32, stamp: UInt64, at due: UInt64) {
        order &+= 1
        count += 1
        var entry = Entry(due: due, order: order, subject: subject, stamp: stamp, next: -1)
        let own = due >> Self.shift
        guard own > bucket || first < 0 && own == bucket else {
            return insert(store(entry), entry)
        }
        let place = place(of: own)
        entry.next = heads[place]
        heads[place] = store(entry)
    }
    /// When the next event happens, in nanoseconds; the end of time for none.
    mutating func next() -> UInt64 {
        if due == .max, count > 0 { openNext() }
        return due
    }
    /// Takes the next event, after `next` said when it is.
    mutating func pop() -> Entry {
        count -= 1
        let slot = first
        let entry = entries[Int(slot)]
        first = entry.next
        due = first < 0 ? .max : entries[Int(first)].due
        entries[Int(slot)].next = free
        free = slot
        return entry
    }

    private mutating func store(_ entry: Entry) -> Int32 {
        let slot = free
        guard slot >= 0 else {
            entries.append(entry)
            return Int32(entries.count - 1)
        }
        free = entries[Int(slot)].next
        entries[Int(slot)] = entry
        return slot
    }
    /// What lies beyond the horizon waits in the last bucket and is looked at again there.
    private func place(of own: UInt64) -> Int {
        Int(min(own, bucket + Self.bucketCount - 1) & (Self.bucketCount - 1))
    }
    /// Sorts the events of the next bucket that has any into the current ones.
    private mutating func openNext() {
        while first < 0 {
            let place = Int(bucket & (Self.bucketCount - 1))
            var slot = heads[place]
            if slot >= 0 { heads[place] = -1 }
            while slot >= 0 {
                let entry = entries[Int(slot)]
                let own = entry.due >> Self.shift
                if own == bucket {
                    insert(slot, entry)
                } else {
                    let later = self.place(of: own)
                    entries[Int(slot)].next = heads[later]
                    heads[later] = slot
                }
                slot = entry.next
            }
            if first < 0 { bucket += 1 }
        }
    }
    /// A bucket has a few events, so a walk finds the place of one more.
    private mutating func insert(_ slot: Int32, _ entry: Entry) {
        var (before, next) = (Int32(-1), first)
        while next >= 0 {
            let other = entries[Int(next)]
            guard (other.due, other.order) < (entry.due, entry.order) else { break }
            (before, next) = (next, other.next)
        }
        entries[Int(slot)].next = next
        if before >= 0 {
            entries[Int(before)].next = slot
        } else {
            first = slot
            due = entry.due
        }
    }
}
