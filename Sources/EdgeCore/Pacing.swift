import Timekeeping
import Wire

/// How a device obeys paces: keeps the one in force within its bounds, and says which captures are
/// used.
///
/// ```
///           pace                    pace: in its place
/// own pace ------> asked-for pace ------------------.
///    ^                |    ^------------------------'
///    '----------------'
///      session ends
/// ```
/// Whoever paces the device must be there to take it back, so a pace ends with its session.
/// Tests: `PacingTests`.
struct Pacing: Sendable {
    /// A step's consequence for a camera that takes its pictures when told to.
    struct Trigger: Hashable, Sendable {
        /// At most a period ago, if it is overdue.
        var next: Instant
        var period: Interval
    }
    /// The pace in force; nil for the device's own.
    private(set) var agreed: AgreedPace?
    private let own: Interval
    private let slowest: Interval
    private let isTriggered: Bool
    private var choice: CapturePace
    /// When the last capture that was used was taken; if there was none, when a pace first came.
    private var newest: Instant?

    init(configuration: EdgeConfiguration) {
        own = configuration.capturePeriod
        slowest = configuration.slowestCapturePeriod
        isTriggered = configuration.isCameraTriggered
        choice = CapturePace(sensorPeriod: own)
    }

    /// From one capture to the next, as the camera should give them: a camera that runs freely
    /// keeps its own period, whatever the pace.
    var cameraPeriod: Interval { isTriggered ? agreed?.period ?? own : own }
    /// By how much captures are further apart than the device's own; zero at its own pace.
    var delay: Interval { max((agreed?.period ?? own) - own, .zero) }

    /// Keeps `pace`, received at `now`; the camera is to be told if it can be, and of news alone.
    mutating func take(_ pace: Pace, at now: Instant) -> Trigger? {
        let before = agreed
        let next = AgreedPace(pace, own: own, slowest: slowest)
        agreed = next
        // To begin anew would take a due capture twice, or leave out one that is overdue.
        guard !next.keepsMoments(of: before) else { return nil }
        let last = newest ?? now
        newest = last
        // Paces one after the other, each with moments of its own, must not put the next capture
        // off for ever: at last the moment before it is overdue.
        var due = next.due(from: now)
        if due > last + slowest * Limits.paceGap { due = due - next.period }
        guard !isTriggered else { return Trigger(next: due, period: next.period) }
        choice.keep(period: next.period, next: due, from: now)
        return nil
    }
    /// Back to the device's own pace; the camera is to be told if it can be and had another.
    mutating func end(at now: Instant) -> Trigger? {
        guard agreed != nil else { return nil }
        agreed = nil
        choice.end()
        guard isTriggered else { return nil }
        return Trigger(next: max(now, newest.map { $0 + own } ?? now), period: own)
    }
    /// Whether the capture of `exposure` is used. A camera that is triggered keeps the pace itself.
    mutating func uses(_ exposure: Instant) -> Bool {
        guard isTriggered || choice.uses(exposure) else { return false }
        newest = exposure
        return true
    }
}
