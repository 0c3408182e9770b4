public import Timekeeping

/// One change of state, for the log: everything needed to say why afterwards.
public struct FailsafeTransition: Hashable, Sendable {
    /// The state before.
    public let from: FailsafeState
    /// The state after.
    public let to: FailsafeState
    /// Why.
    public let cause: FailsafeCause
    /// The age of the freshest sound cloud plan, or nil if there was none.
    public let planAge: Interval?
    /// The session epoch at that moment.
    public let epoch: UInt64
    /// When.
    public let instant: Instant
}
