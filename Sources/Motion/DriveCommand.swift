/// What the actuators of a car-like machine are told on one control tick.
public struct DriveCommand: Hashable, Sendable {
    /// The wanted steering angle of the front wheels, radians, left positive.
    public var steeringAngle: Double
    /// The wanted acceleration, m/s2; braking is negative.
    public var acceleration: Double

    /// A command from its parts.
    public init(steeringAngle: Double, acceleration: Double) {
        self.steeringAngle = steeringAngle
        self.acceleration = acceleration
    }

    /// Wheels straight, neither driven nor braked.
    public static let coast = DriveCommand(steeringAngle: 0, acceleration: 0)
}
