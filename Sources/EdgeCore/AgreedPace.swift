public import Timekeeping
public import Wire

/// The pace that a device keeps: what the coordinator asked for, within the device's own bounds.
public struct AgreedPace: Hashable, Sendable {
    /// Time between two captures, from the device's own period to the slowest it drives by.
    public var period: Interval
    /// Captures are due so long after the origin of the device's own clock, and each whole number
    /// of periods later; less than the period.
    public var phase: Interval
    /// Latents in flight at once, 1 to 64.
    public var credit: Int
    /// Why the coordinator asked.
    public var reason: PaceReason
    /// Whether it asked for a slower one than the device drives by.
    public var isExceeded: Bool

    /// What a device whose captures are `own` apart, and may be `slowest`, makes of `pace`.
    ///
    /// Its origin counts modulo the period that is kept, so that a fleet stays spread.
    init(_ pace: Pace, own: Interval, slowest: Interval) {
        precondition(own > .zero && own <= slowest, "a device can capture at its own pace")
        period = min(max(pace.capturePeriod, own), slowest)
        phase = .nanoseconds(Int64(pace.origin % UInt64(period.nanoseconds)))
        credit = min(max(Int(pace.credit), 1), Int(Wire.Limits.credit))
        reason = pace.reason
        isExceeded = pace.capturePeriod > slowest
    }

    /// The first moment at which a capture is due, not before `now`.
    func due(from now: Instant) -> Instant {
        let place = Int64(now.nanoseconds % UInt64(period.nanoseconds))
        let wait = phase.nanoseconds - place
        return now + .nanoseconds(wait < 0 ? wait + period.nanoseconds : wait)
    }
    /// Whether captures are due at the same moments as under `other`.
    func keepsMoments(of other: AgreedPace?) -> Bool {
        other.map { $0.period == period && $0.phase == phase } ?? false
    }
    /// Whether `other` differs in more than its phase, which a coordinator may mend time and again.
    func isNews(after other: AgreedPace?) -> Bool {
        guard var other else { return true }
        other.phase = phase
        return other != self
    }
}
