public import Timekeeping

/// What a plan that a device follows must keep to, whatever the device says itself.
public enum PlanRule: Hashable, Sendable {
    /// Its capture was taken.
    case isKnown
    /// It is as young as the device says.
    case hasAge(said: Interval, truly: Interval)
    /// It is of the session in use, and newer than the one before.
    case isInOrder
}
