/// Where the car is at one moment of a plan, in the frame it was made in: the car's rear axle, x
/// forward, y left.
public struct PlanStep: Hashable, Sendable {
    /// Metres forward.
    public var x: Double
    /// Metres to the left.
    public var y: Double
    /// Radians, counter-clockwise.
    public var heading: Double
    /// Metres per second.
    public var speed: Double

    /// A step from its parts.
    public init(x: Double, y: Double, heading: Double, speed: Double) {
        self.x = x
        self.y = y
        self.heading = heading
        self.speed = speed
    }
}
