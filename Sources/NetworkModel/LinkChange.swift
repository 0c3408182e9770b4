public import Timekeeping

/// What happens to one direction of a link, from outside.
public enum LinkChange: Hashable, Sendable {
    /// From now on it does this; what waits and what is on its way stays.
    case conditions(DirectionConditions)
    /// Everything is lost for so long, `.max` for "until it is healed".
    case cut(for: Interval)
    /// Everything waits for so long and then comes in a burst.
    case stall(for: Interval)
    /// A gap in which everything waits or, if `isLossy`, is lost; then this much more delay than
    /// the conditions say, until the next hand-over.
    case handover(gap: Interval, isLossy: Bool, extra: Interval)
    /// Ends a cut, a stall and a hand-over that was ordered.
    case heal
}
