public import Timekeeping

/// How a drive has gone so far; the world adds to it on every step.
public struct DriveScore: Hashable, Sendable {
    /// How long the drive has lasted.
    public internal(set) var duration = Interval.zero
    /// Metres gained along the road.
    public internal(set) var distance = 0.0
    /// How long a corner of the car was off the road.
    public internal(set) var offRoadTime = Interval.zero
    /// Vehicles touched, each counted once.
    public internal(set) var vehicleCollisions = 0
    /// Pedestrians touched, each counted once.
    public internal(set) var pedestrianCollisions = 0
    /// Cones and barriers touched, each counted once.
    public internal(set) var objectCollisions = 0
    /// The shortest time to collision with anything in the car's way, seconds; infinite if nothing
    /// was ever closed in on.
    public internal(set) var minimumTimeToCollision = Double.infinity
    var squaredLaneError = 0.0
    var squaredJerk = 0.0
    var jerkSamples = 0
    var stepCount = 0
    var windowSpeed = 0.0
    var windowAcceleration: Double?

    /// A score of nothing yet.
    public init() {}

    /// Everything touched, each counted once.
    public var collisions: Int { vehicleCollisions + pedestrianCollisions + objectCollisions }
    /// Metres per second over the whole drive.
    public var averageSpeed: Double {
        stepCount == 0 ? 0 : distance / (Double(stepCount) * Limits.stepSeconds)
    }
    /// Root mean square distance from the middle of the nearest lane, metres, lane changes
    /// included.
    public var laneError: Double {
        stepCount == 0 ? 0 : (squaredLaneError / Double(stepCount)).squareRoot()
    }
    /// Root mean square change of the longitudinal acceleration, m/s3, over windows of 100 ms.
    public var jerk: Double {
        jerkSamples == 0 ? 0 : (squaredJerk / Double(jerkSamples)).squareRoot()
    }
}
