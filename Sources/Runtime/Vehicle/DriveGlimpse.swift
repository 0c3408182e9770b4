public import Motion

/// Where a simulated car is and how its drive has gone, at one moment.
public struct DriveGlimpse: Hashable, Sendable {
    /// Where the rear axle is.
    public var pose: Pose
    /// Metres per second.
    public var speed: Double
    /// Metres gained along the road.
    public var distance: Double
    /// Metres to the road's end.
    public var remaining: Double
    /// Things touched, each counted once.
    public var collisions: Int
    /// Seconds with a corner of the car off the road.
    public var offRoadSeconds: Double
    /// Whether the road's end was reached.
    public var isFinished: Bool
}
