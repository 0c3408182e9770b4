public import Failsafe
public import Motion
public import Timekeeping

/// The command of one control tick and where it comes from.
public struct ControlOutput: Hashable, Sendable {
    /// What the actuators do.
    public var command: MachineCommand
    /// Whose intention it is.
    public var driver: Driver
    /// The failsafe's state.
    public var state: FailsafeState
    /// The plan followed, or steered along; nil for none.
    public var plan: FollowedPlan?
    /// The age of the freshest cloud plan, followed or not; nil for none.
    public var cloudPlanAge: Interval?
    /// The speed not to be exceeded, m/s; nil for none.
    public var speedCap: Double?
    /// Standstills by the failsafe so far; a release names this number.
    public var standstills: UInt64
}
