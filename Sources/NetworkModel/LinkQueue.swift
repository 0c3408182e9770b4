public import Timekeeping

/// Where bytes wait for their turn.
public struct LinkQueue: Hashable, Sendable {
    /// What a full or slow queue does.
    public enum Discipline: Hashable, Sendable {
        /// Drops what does not fit.
        case dropTail
        /// Also drops from the front while packets wait longer than `target` for an `interval`
        /// (CoDel, RFC 8289). Streams take it as drop tail.
        case controlledDelay(target: Interval, interval: Interval)
    }
    /// Bytes that wait at most; one packet or message may wait in an empty queue whatever its size.
    public var byteLimit: Int
    /// What happens to the rest.
    public var discipline: Discipline

    /// A megabyte, drop tail: as deep as the queues of cellular networks are.
    public static let deep = LinkQueue(byteLimit: 1 << 20, discipline: .dropTail)

    /// A queue from its parts.
    public init(byteLimit: Int, discipline: Discipline) {
        self.byteLimit = byteLimit
        self.discipline = discipline
    }
}
