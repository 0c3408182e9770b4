/// What the machine does on this tick.
public struct FailsafeDecision: Hashable, Sendable {
    /// The state now.
    public var state: FailsafeState
    /// Whose intention the actuators follow.
    public var driver: Driver
    /// The highest speed to ask for, m/s; nil for no cap beyond the plan's own limits.
    public var speedCap: Double?
    /// The stop to carry out; nil unless the driver is `stopping`.
    public var stop: StopDemand?
    /// How often the machine came to a standstill by its failsafe; a release names this number.
    public var standstills: UInt64
    /// Whether a release arrived that does not count now.
    public var releaseRefused: Bool
    /// What a machine in standby still waits for; nothing in any other state.
    public var needs: StandbyNeeds
    /// The changes of state on this tick, in order; nearly always empty.
    public var transitions: [FailsafeTransition]
}
