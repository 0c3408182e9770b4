public import Timekeeping

/// How punctual control was.
public struct TickCounts: Hashable, Sendable {
    /// Ticks made.
    public internal(set) var made: UInt64 = 0
    /// Ticks that came later than one period, or not at all.
    public internal(set) var missed: UInt64 = 0
    /// The latest a tick was.
    public internal(set) var worst = Interval.zero

    /// Nothing yet.
    public init() {}
}
