/// The latest intervals that were measured, and what is usual among them.
///
/// A ring of a fixed size, allocated once; ranks are counted, not sorted, so that asking allocates
/// nothing. For windows of some tens.
public struct IntervalWindow: Hashable, Sendable {
    private var intervals: [Interval] = []
    private var next = 0
    private let limit: Int

    /// A window of the latest `limit` intervals, at least one.
    public init(limit: Int) {
        precondition(limit > 0, "a window has room")
        self.limit = limit
        intervals.reserveCapacity(limit)
    }

    /// Intervals in the window.
    public var count: Int { intervals.count }
    /// Takes one in; the oldest goes if the window is full.
    public mutating func add(_ interval: Interval) {
        if intervals.count < limit {
            intervals.append(interval)
        } else {
            intervals[next] = interval
            next = (next + 1) % limit
        }
    }
    /// Forgets everything.
    public mutating func removeAll() {
        intervals.removeAll(keepingCapacity: true)
        next = 0
    }
    /// The middle one, of two the larger; nil in an empty window.
    public var median: Interval? { ranked(count / 2) }
    /// The one that three of four do not exceed; nil in an empty window.
    public var upperQuartile: Interval? { ranked(count * 3 / 4) }

    /// The one that `rank` others come before.
    private func ranked(_ rank: Int) -> Interval? {
        for candidate in intervals {
            let below = intervals.count { $0 < candidate }
            let equal = intervals.count { $0 == candidate }
            if (below..<below + equal).contains(rank) { return candidate }
        }
        return nil
    }
}
