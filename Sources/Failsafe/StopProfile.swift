/// The braking of a stop, tick by tick: bounded deceleration and jerk, and a soft end.
public struct StopProfile: Hashable, Sendable {
    /// The braking now, m/s2, positive.
    public private(set) var deceleration: Double

    /// A stop that begins while `acceleration` (m/s2) is commanded: driving ends at once, braking
    /// that is under way goes on.
    public init(from acceleration: Double) { deceleration = max(-acceleration, 0) }

    /// The acceleration of the next tick, m/s2, never positive.
    ///
    /// Near the end it eases out so that it would reach zero with the speed: v = a^2 / (2 jerk).
    public mutating func next(_ shape: StopShape, speed: Double, seconds: Double) -> Double {
        let easing = (2 * shape.jerk * max(speed, 0)).squareRoot()
        let wanted = min(shape.deceleration, max(easing, Self.floor))
        let harder = shape.jerk * seconds
        let softer = max(shape.jerk, Self.releaseJerk) * seconds
        deceleration += min(max(wanted - deceleration, -softer), harder)
        return -deceleration
    }

    /// The least braking of a stop, m/s2, so that it ends in finite time.
    private static let floor = 0.3
    /// How fast braking that was under way is let go where the stop itself needs less, m/s3: fast
    /// enough not to turn a comfortable stop into the hard one it began in.
    private static let releaseJerk = 2.0
}
