/// What a car-like machine can do: lengths in metres, angles in radians, seconds.
public struct VehicleLimits: Hashable, Codable, Sendable {
    /// Metres between the axles.
    public var wheelbase: Double
    /// The largest steering angle either way.
    public var steeringAngle: Double
    /// The fastest change of the steering angle, radians per second.
    public var steeringRate: Double
    /// The strongest acceleration, m/s2, positive.
    public var acceleration: Double
    /// The strongest braking, m/s2, positive.
    public var braking: Double
    /// The highest speed, m/s.
    public var speed: Double

    /// Limits from their parts.
    public init(
        wheelbase: Double, steeringAngle: Double, steeringRate: Double, acceleration: Double,
        braking: Double, speed: Double
    ) {
        self.wheelbase = wheelbase
        self.steeringAngle = steeringAngle
        self.steeringRate = steeringRate
        self.acceleration = acceleration
        self.braking = braking
        self.speed = speed
    }

    /// The car of the driving world: a compact car in a town.
    public static let compactCar = VehicleLimits(
        wheelbase: 2.6, steeringAngle: 0.55, steeringRate: 0.8, acceleration: 2.5, braking: 6.0,
        speed: 15)
}
