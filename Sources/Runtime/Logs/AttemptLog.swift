import Session
import Wire

/// Which ends of tries at a session deserve a line of their own.
///
/// A peer without its other side tries again every second or two, for hours: the first end of each
/// kind since the last session is news, the others are not.
struct AttemptLog {
    private enum End: Hashable {
        case lost(SessionLoss)
        case refused(RefuseReason)
    }
    private var told: Set<End> = []

    /// Whether `loss` is news; the next one like it is not.
    mutating func isNews(_ loss: SessionLoss) -> Bool { told.insert(.lost(loss)).inserted }
    /// Whether a refusal for `reason` is news.
    mutating func isNews(_ reason: RefuseReason) -> Bool {
        told.insert(.refused(reason)).inserted
    }
    /// A session stands: whatever ends it, or the tries after it, is news again.
    mutating func noteSession() { told.removeAll() }
}
