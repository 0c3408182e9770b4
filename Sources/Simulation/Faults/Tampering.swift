public import Timekeeping

/// What something broken on the way does to a message.
public enum Tampering: Hashable, Sendable {
    /// One bit of it is wrong.
    case corrupted
    /// It comes twice.
    case duplicated
    /// It comes, and once more after this time.
    case replayed(after: Interval)
    /// It comes behind the next one.
    case reordered
}
