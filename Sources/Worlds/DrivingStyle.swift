/// How an expert drives: speeds in m/s, accelerations in m/s2, distances in metres.
public struct DrivingStyle: Hashable, Sendable {
    /// The speed on a free straight.
    public var cruise: Double
    /// The strongest comfortable pull.
    public var acceleration: Double
    /// The braking that approaches are planned with.
    public var braking: Double
    /// The braking that is never exceeded.
    public var hardBraking: Double
    /// The sideways acceleration that curves are taken with.
    public var curveAcceleration: Double
    /// What is left to a vehicle or obstacle when standing behind it.
    public var standingGap: Double
    /// What is left to a pedestrian when waiting.
    public var pedestrianGap: Double
    /// The speed past pedestrians who wait close by.
    public var pedestrianSpeed: Double
    /// The speed past anything else close by.
    public var passingSpeed: Double
    /// How near an obstacle must be before the lane is left.
    public var lookAhead: Double
    /// How fast a lane is changed.
    public var lateralSpeed: Double

    /// What the cloud's backbone is taught: a confident driver.
    public static let brisk = DrivingStyle(
        cruise: 11, acceleration: 1.6, braking: 2, hardBraking: 6, curveAcceleration: 1.5,
        standingGap: 7, pedestrianGap: 5, pedestrianSpeed: 6, passingSpeed: 8.5, lookAhead: 45,
        lateralSpeed: 1.3)
    /// What the local policy on the device is taught: slow, with wide gaps.
    public static let cautious = DrivingStyle(
        cruise: 5, acceleration: 1.2, braking: 1.2, hardBraking: 6, curveAcceleration: 1.2,
        standingGap: 8, pedestrianGap: 6, pedestrianSpeed: 3, passingSpeed: 3.8, lookAhead: 40,
        lateralSpeed: 1)
}
