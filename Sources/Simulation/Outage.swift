public import Timekeeping

/// A time in which a link carries nothing.
public struct Outage: Hashable, Sendable {
    /// Since the beginning of the drive.
    public var from: Interval
    /// Since the beginning of the drive; the link is up again at this moment.
    public var until: Interval

    /// An outage from its parts.
    public init(from: Interval, until: Interval) {
        self.from = from
        self.until = until
    }
}
