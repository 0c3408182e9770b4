import Session
import Timekeeping
import Wire

/// Which ends of tries at a session, and which paces in it, deserve a line of their own.
///
/// A peer without its other side tries again every second or two, for hours: the first end of each
/// kind since the last session is news, the others are not. A coordinator that asks for another
/// pace with every message is news once a second.
struct AttemptLog {
    private enum End: Hashable {
        case lost(SessionLoss)
        case refused(RefuseReason)
    }
    private var told: Set<End> = []
    private var paceToldAt: Instant?

    /// Whether `loss` is news; the next one like it is not.
    mutating func isNews(_ loss: SessionLoss) -> Bool { told.insert(.lost(loss)).inserted }
    /// Whether a refusal for `reason` is news.
    mutating func isNews(_ reason: RefuseReason) -> Bool {
        told.insert(.refused(reason)).inserted
    }
    /// Whether a change of pace at `now` is news.
    mutating func isNews(paceAt now: Instant) -> Bool {
        if let paceToldAt, now - paceToldAt < Limits.paceLogPeriod { return false }
        paceToldAt = now
        return true
    }
    /// A session stands: whatever ends it, or the tries after it, is news again.
    mutating func noteSession() { told.removeAll() }
}
