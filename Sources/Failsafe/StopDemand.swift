/// What a stop demands of the actuators.
public struct StopDemand: Hashable, Sendable {
    /// How hard it is.
    public var level: StopLevel
    /// What to steer along.
    public var path: StopPath
    /// The acceleration, m/s2, never positive.
    public var acceleration: Double
}
