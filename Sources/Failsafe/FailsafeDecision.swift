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
    /// The changes of state on this tick, in order; nearly always empty.
    public var transitions: [FailsafeTransition]
}

/// What a stop demands of the actuators.
public struct StopDemand: Hashable, Sendable {
    /// How hard it is.
    public var level: StopLevel
    /// What to steer along.
    public var path: StopPath
    /// The acceleration, m/s2, never positive.
    public var acceleration: Double
}

/// What a stop steers along.
public enum StopPath: Hashable, Sendable {
    /// The path, never the speeds, of the local policy's latest plan.
    case localPlan
    /// The path, never the speeds, of the cloud's latest plan.
    case cloudPlan
    /// The wheels stay as they are.
    case wheels
}
