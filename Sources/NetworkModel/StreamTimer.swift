import Timekeeping

/// What a sender waits for if it hears nothing: one thing at a time, as in Linux.
struct StreamTimer: Sendable {
    /// What it does then.
    enum Purpose: Sendable {
        case nothing
        /// Sends the last segment again, to hear something (RFC 8985's tail loss probe).
        case probe
        /// Takes what is missing for lost, and no more for late (RFC 8985's reordering timer).
        case disorder
        /// Begins anew (RFC 6298).
        case timeout
    }
    private(set) var purpose = Purpose.nothing
    private(set) var at = Instant.distantFuture

    // A kernel with 250 ticks a second lets times begin and end with a tick.
    private static let halfTick = Interval.milliseconds(2)

    static let off = StreamTimer()

    init() {}
    /// A timer that is set at `now`.
    init(_ purpose: Purpose, after wait: Interval, at now: Instant) {
        self.purpose = purpose
        at = now + wait + Self.lateness(wait)
    }

    /// How much later than asked for a timer goes off on average: Linux keeps 63 of its ticks
    /// apart, then lets eight be one, and so on.
    static func lateness(_ wait: Interval) -> Interval {
        var half = halfTick
        while wait >= half * 126, half < .seconds(100) { half = half * 8 }
        return half
    }
}
