/// A kinematic bicycle (Rajamani, "Vehicle Dynamics and Control", section 2.2), reference point on
/// the rear axle: pose, speed and the steering angle the actuator has reached.
public struct BicycleState: Hashable, Sendable {
    /// Where the middle of the rear axle is.
    public var pose: Pose
    /// Metres per second, never negative.
    public var speed: Double
    /// The steering angle reached, radians.
    public var steeringAngle: Double

    /// A state from its parts.
    public init(pose: Pose, speed: Double, steeringAngle: Double) {
        self.pose = pose
        self.speed = speed
        self.steeringAngle = steeringAngle
    }

    /// Radians per second about the vertical axis.
    public func yawRate(_ limits: VehicleLimits) -> Double {
        speed * Trigonometry.tangent(steeringAngle) / limits.wheelbase
    }

    /// The state `seconds` later under `command`, which is first brought within `limits`. A
    /// command that is not a number counts as coasting with the wheels where they are.
    public func stepped(
        _ command: DriveCommand, limits: VehicleLimits, seconds: Double
    ) -> BicycleState {
        let steering = command.steeringAngle.isFinite ? command.steeringAngle : steeringAngle
        let wanted = min(max(steering, -limits.steeringAngle), limits.steeringAngle)
        let turn = limits.steeringRate * seconds
        let reached = steeringAngle + min(max(wanted - steeringAngle, -turn), turn)
        let push = command.acceleration.isFinite ? command.acceleration : 0
        let acceleration = min(max(push, -limits.braking), limits.acceleration)
        let next = min(max(speed + acceleration * seconds, 0), limits.speed)
        // Midpoint rule: second order, and exact enough at 50 Hz that a circle closes.
        let mean = (speed + next) / 2
        let rate = mean * Trigonometry.tangent((steeringAngle + reached) / 2) / limits.wheelbase
        let middle = pose.heading + rate * seconds / 2
        let (sine, cosine) = Trigonometry.sinCos(middle)
        let moved = Pose(
            x: pose.x + mean * cosine * seconds, y: pose.y + mean * sine * seconds,
            heading: Trigonometry.wrapped(pose.heading + rate * seconds))
        return BicycleState(pose: moved, speed: next, steeringAngle: reached)
    }
}
