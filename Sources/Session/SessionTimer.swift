import Timekeeping

/// The timers of a session.
@usableFromInline
enum SessionTimer: Int, Hashable, Sendable, CaseIterable {
    /// The end of a pause, of opening or of greeting.
    case phase
    /// The other side was silent for too long.
    case silence
    /// We were silent for long enough.
    case heartbeat
    /// The chaser of the last frame.
    case chaser
}

extension TimerTable<SessionTimer> {
    /// After a frame went out: the next sign of life, and the chaser unless this was one.
    mutating func sent(isHeartbeat: Bool, period: Interval, chaser: Interval, at now: Instant) {
        set(.heartbeat, at: now + period)
        if isHeartbeat { cancel(.chaser) } else { set(.chaser, at: now + chaser) }
    }
    mutating func cancelAll() {
        for timer in SessionTimer.allCases { cancel(timer) }
    }
}
