public import Timekeeping
public import Wire

/// The pace that a device keeps: what the coordinator asked for, within the device's own bounds.
public struct AgreedPace: Hashable, Sendable {
    /// Time between two captures, from the device's own period to the slowest it drives by.
    public var period: Interval
    /// From the receipt of the pace to the next capture; at most the period.
    public var phase: Interval
    /// Latents in flight at once, 1 to 64.
    public var credit: Int
    /// Why the coordinator asked.
    public var reason: PaceReason
    /// Whether it asked for a slower one than the device drives by.
    public var isExceeded: Bool

    /// What a device whose captures are `own` apart, and may be `slowest`, makes of `pace`.
    ///
    /// A phase beyond the period kept is taken modulo it, so that a fleet stays spread.
    init(_ pace: Pace, own: Interval, slowest: Interval) {
        precondition(own > .zero && own <= slowest, "a device can capture at its own pace")
        period = min(max(pace.capturePeriod, own), slowest)
        let phase = max(pace.phase, .zero)
        self.phase = phase <= period ? phase : .nanoseconds(phase.nanoseconds % period.nanoseconds)
        credit = min(max(Int(pace.credit), 1), Int(Wire.Limits.credit))
        reason = pace.reason
        isExceeded = pace.capturePeriod > slowest
    }

    /// Whether `other` differs in more than its phase, which each pace sets anew.
    func isNews(after other: AgreedPace?) -> Bool {
        guard var other else { return true }
        other.phase = phase
        return other != self
    }
}
