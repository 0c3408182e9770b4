/// What a batcher did since it began.
public struct BatcherCounts: Hashable, Sendable {
    /// Requests that arrived.
    public internal(set) var arrivals: UInt64 = 0
    /// Requests that wait for a worker now.
    public internal(set) var queued = 0
    /// Requests that a worker holds now.
    public internal(set) var running = 0
    /// Batches dispatched.
    public internal(set) var batches: UInt64 = 0
    /// Requests that went back to the queue because their worker was lost or overdue.
    public internal(set) var requeued: UInt64 = 0
    /// Members of a result that were over already: another worker, or the end of their time, was
    /// faster.
    public internal(set) var duplicateMembers: UInt64 = 0
    /// Results for a batch their worker does not hold.
    public internal(set) var strayResults: UInt64 = 0
    /// Results that do not fit the batch they are for.
    public internal(set) var misshapenResults: UInt64 = 0
    /// Times a worker became suspect.
    public internal(set) var suspicions: UInt64 = 0

    // In place, so that to count needs no look at who else holds an array. As many as cases.
    private var ends = InlineArray<12, UInt64>(repeating: 0)

    /// Requests that ended so.
    public subscript(resolution: Resolution) -> UInt64 { ends[resolution.rawValue] }
    /// Requests that ended.
    public var resolved: UInt64 { Resolution.allCases.reduce(0) { $0 + self[$1] } }
    /// Whether each arrival is over, waits or runs.
    public var isBalanced: Bool {
        guard let open = UInt64(exactly: queued + running) else { return false }
        return arrivals == resolved + open
    }

    /// Whether both count the same of everything.
    public static func == (left: BatcherCounts, right: BatcherCounts) -> Bool {
        left.key == right.key
    }
    /// Hashes all counts.
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
    private var key: [UInt64] {
        Resolution.allCases.map { self[$0] } + [
            arrivals, batches, requeued, duplicateMembers, strayResults, misshapenResults,
            suspicions, UInt64(queued), UInt64(running),
        ]
    }

    mutating func count(_ resolution: Resolution) { ends[resolution.rawValue] += 1 }
}
