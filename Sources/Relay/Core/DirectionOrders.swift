import NetworkModel
import Timekeeping

/// What was ordered of one direction and still holds, for connections that come later.
struct DirectionOrders {
    private var cutSince = Instant.origin
    private var cutUntil = Instant.origin
    private var stallUntil = Instant.origin
    private var extra: Interval?
    private var cutBefore = Interval.zero

    /// Takes a change at `now`.
    mutating func apply(_ change: LinkChange, at now: Instant) {
        switch change {
        case .conditions: extra = nil
        case .cut(let span): cut(for: span, at: now)
        case .stall(let span): stallUntil = max(stallUntil, now + span)
        case .handover(let gap, true, let delay):
            cut(for: gap, at: now)
            extra = delay
        case .handover(let gap, false, let delay):
            stallUntil = max(stallUntil, now + gap)
            extra = delay
        case .heal:
            cutBefore = cutTime(at: now)
            cutSince = now
            cutUntil = now
            stallUntil = now
            extra = nil
        }
    }
    /// How long the direction was cut until `now`.
    func cutTime(at now: Instant) -> Interval {
        let end = min(now, cutUntil)
        return end > cutSince ? cutBefore + (end - cutSince) : cutBefore
    }
    /// What a connection that begins at `now` must be told.
    func changes(at now: Instant) -> [LinkChange] {
        var changes: [LinkChange] = []
        if let extra { changes.append(.handover(gap: .zero, isLossy: false, extra: extra)) }
        if cutUntil > now { changes.append(.cut(for: cutUntil - now)) }
        if stallUntil > now { changes.append(.stall(for: stallUntil - now)) }
        return changes
    }

    private mutating func cut(for span: Interval, at now: Instant) {
        if cutUntil <= now {
            cutBefore = cutTime(at: now)
            cutSince = now
        }
        cutUntil = max(cutUntil, now + span)
    }
}
