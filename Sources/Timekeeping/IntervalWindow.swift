/// The latest intervals that were measured, and what is usual among them.
///
/// A ring of a fixed size, and the same in order, both allocated once: asking costs nothing. For
/// windows of some tens.
public struct IntervalWindow: Hashable, Sendable {
    private var intervals: [Interval] = []
    private var ordered: [Interval] = []
    private var next = 0
    private let limit: Int

    /// A window of the latest `limit` intervals, at least one.
    public init(limit: Int) {
        precondition(limit > 0, "a window has room")
        self.limit = limit
        intervals.reserveCapacity(limit)
        ordered.reserveCapacity(limit)
    }

    /// Intervals in the window.
    public var count: Int { intervals.count }
    /// Takes one in; the oldest goes if the window is full.
    public mutating func add(_ interval: Interval) {
        if intervals.count < limit {
            intervals.append(interval)
        } else {
            if let place = ordered.firstIndex(of: intervals[next]) { ordered.remove(at: place) }
            intervals[next] = interval
            next = (next + 1) % limit
        }
        ordered.insert(interval, at: ordered.firstIndex { $0 > interval } ?? ordered.count)
    }
    /// Forgets everything.
    public mutating func removeAll() {
        intervals.removeAll(keepingCapacity: true)
        ordered.removeAll(keepingCapacity: true)
        next = 0
    }
    /// The middle one, of two the larger; nil in an empty window.
    public var median: Interval? { ranked(count / 2) }
    /// The one that three of four do not exceed; nil in an empty window.
    public var upperQuartile: Interval? { ranked(count * 3 / 4) }
    /// The one that a `share` of them, in 0...1, do not exceed; nil in an empty window.
    public func quantile(_ share: Double) -> Interval? {
        ranked(min(Int(Double(count) * share), count - 1))
    }

    /// The one that `rank` others come before.
    private func ranked(_ rank: Int) -> Interval? {
        ordered.indices.contains(rank) ? ordered[rank] : nil
    }
}
