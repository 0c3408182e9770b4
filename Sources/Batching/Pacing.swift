public import Timekeeping

/// When a stream is to capture from now on.
public struct Pacing: Hashable, Sendable {
    /// Why.
    public enum Reason: Hashable, Sendable {
        /// Captures of the cell are spread over the period.
        case phase
        /// More is asked for than the workers can do.
        case slower
        /// There is room again.
        case faster
    }

    /// Time between two captures.
    public var period: Interval
    /// The next capture, on this process's clock; the ones after it follow by the period.
    public var next: Instant
    /// Why.
    public var reason: Reason

    /// Makes the value from its fields.
    public init(period: Interval, next: Instant, reason: Reason) {
        self.period = period
        self.next = next
        self.reason = reason
    }
}
