public import Timekeeping

/// What a relay did so far.
public struct RelayCounts: Hashable, Sendable {
    /// Connections that came.
    public internal(set) var connections: UInt64 = 0
    /// Of them, those that stand now, those on their way in included.
    public internal(set) var open = 0
    /// Those the target refused; the one who connected is told by a reset.
    public internal(set) var refusedByTarget: UInt64 = 0
    /// Those refused because that was asked for (`RelayOrder.Admission.refuse`).
    public internal(set) var refusedByOrder: UInt64 = 0
    /// Those refused because no more than the limit may stand.
    public internal(set) var refusedByLimit: UInt64 = 0
    /// Times that the system had no descriptor for a connection: it waits to be taken, or was reset
    /// because there was none to reach the target.
    public internal(set) var outOfDescriptors: UInt64 = 0
    /// Connections reset because that was asked for.
    public internal(set) var resets: UInt64 = 0
    /// Connections whose end was a reset by one of their own ends.
    public internal(set) var broken: UInt64 = 0
    /// Bytes written to the target.
    public internal(set) var bytesUp: UInt64 = 0
    /// Bytes written to those who connected.
    public internal(set) var bytesDown: UInt64 = 0
    /// Pieces read from either end.
    public internal(set) var chunks: UInt64 = 0
    /// Of them, those that the link did not let through at once.
    public internal(set) var chunksDelayed: UInt64 = 0
    /// Segments that the link lost, cuts included, and that TCP would have sent again.
    public internal(set) var segmentsLost: UInt64 = 0
    /// Bytes that went with a connection.
    public internal(set) var bytesDiscarded: UInt64 = 0
    /// How long the way up was cut by order.
    public internal(set) var cutUp = Interval.zero
    /// How long the way down was cut by order.
    public internal(set) var cutDown = Interval.zero
    /// Times that a sender had to wait because the link's queue or the reader was full.
    public internal(set) var waits: UInt64 = 0

    /// Nothing yet.
    public init() {}
}
