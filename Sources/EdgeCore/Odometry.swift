/// What the machine's own wheels and gyroscope say, read once per control tick.
public struct Odometry: Hashable, Sendable {
    /// Metres per second.
    public var speed: Double
    /// Radians per second, counter-clockwise.
    public var yawRate: Double

    /// A reading from its parts.
    public init(speed: Double, yawRate: Double) {
        self.speed = speed
        self.yawRate = yawRate
    }

    /// Whether both values are numbers a car can have.
    public var isSound: Bool {
        speed.isFinite && yawRate.isFinite && abs(speed) < 100 && abs(yawRate) < 100
    }
}
