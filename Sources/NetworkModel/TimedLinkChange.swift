public import Timekeeping

/// A change of one direction of a link at a moment.
public struct TimedLinkChange: Hashable, Sendable {
    /// From the link's beginning; 0 or more.
    public var at: Interval
    /// Which direction changes.
    public var direction: LinkDirection
    /// What happens to it.
    public var change: LinkChange

    /// A change from its parts.
    public init(at: Interval, _ direction: LinkDirection, _ change: LinkChange) {
        self.at = at
        self.direction = direction
        self.change = change
    }
}
