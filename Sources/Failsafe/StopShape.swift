/// The bounds of one kind of stop.
public struct StopShape: Hashable, Codable, Sendable {
    /// The strongest braking, m/s2, positive.
    public var deceleration: Double
    /// The fastest change of braking, m/s3, positive.
    public var jerk: Double

    /// A shape from its parts.
    public init(deceleration: Double, jerk: Double) {
        self.deceleration = deceleration
        self.jerk = jerk
    }

    /// Seconds that a stop from `speed` takes at most: one ramp in, one ramp out, the rest at full
    /// braking, and the floor of the last ramp.
    public func seconds(from speed: Double) -> Double {
        speed / deceleration + 2 * deceleration / jerk
    }
    /// Metres that a stop from `speed` (m/s) takes at most: half of the ramp in at the full speed,
    /// full braking, and as much again as the ramp out takes, which begins at a^2 / (2 jerk).
    public func metres(from speed: Double) -> Double {
        let ramp = deceleration / jerk
        return speed * ramp / 2 + speed * speed / (2 * deceleration)
            + deceleration * ramp * ramp / 6
    }
}
