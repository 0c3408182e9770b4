public import Timekeeping

/// How long a simulated backbone takes for a batch: first + (members - 1) x further, and up to a
/// fraction more.
public struct BackboneTiming: Hashable, Sendable {
    /// For a batch of one.
    public var first: Interval
    /// For each further member.
    public var further: Interval
    /// Added to the whole, drawn evenly from zero to this fraction of it.
    public var spread: Double

    /// A timing from its parts.
    public init(first: Interval, further: Interval, spread: Double) {
        self.first = first
        self.further = further
        self.spread = spread
    }

    /// The shortest time for a batch of `members`.
    public func shortest(members: Int) -> Interval { first + further * Int64(max(members - 1, 0)) }
}
