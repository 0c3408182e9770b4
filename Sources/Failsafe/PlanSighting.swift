public import Timekeeping

/// What the failsafe sees of a plan: a plan that passed every check and whose motion since its
/// capture is known.
public struct PlanSighting: Hashable, Sendable {
    /// The session epoch it came in.
    public var epoch: UInt64
    /// Its number in that epoch.
    public var sequence: UInt64
    /// Time since its capture.
    public var age: Interval
    /// Time until its end; negative after.
    public var remaining: Interval

    /// A sighting from its parts.
    public init(epoch: UInt64, sequence: UInt64, age: Interval, remaining: Interval) {
        self.epoch = epoch
        self.sequence = sequence
        self.age = age
        self.remaining = remaining
    }
}
