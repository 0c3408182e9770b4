/// A position and heading in the plane: metres, radians, counter-clockwise, x forward, y left.
public struct Pose: Hashable, Sendable {
    /// Metres along x.
    public var x: Double
    /// Metres along y.
    public var y: Double
    /// Radians, counter-clockwise from x.
    public var heading: Double

    /// A pose from its parts.
    public init(x: Double, y: Double, heading: Double) {
        self.x = x
        self.y = y
        self.heading = heading
    }

    /// The origin, looking along x.
    public static let identity = Pose(x: 0, y: 0, heading: 0)

    /// `pose`, given in this pose's frame, in the frame this pose is given in.
    public func composed(with pose: Pose) -> Pose {
        let (sine, cosine) = Trigonometry.sinCos(heading)
        return Pose(
            x: x + cosine * pose.x - sine * pose.y, y: y + sine * pose.x + cosine * pose.y,
            heading: Trigonometry.wrapped(heading + pose.heading))
    }
    /// `pose`, given in the same frame as this pose, as seen from this pose.
    public func relative(_ pose: Pose) -> Pose {
        let (sine, cosine) = Trigonometry.sinCos(heading)
        let (dx, dy) = (pose.x - x, pose.y - y)
        return Pose(
            x: cosine * dx + sine * dy, y: -sine * dx + cosine * dy,
            heading: Trigonometry.wrapped(pose.heading - heading))
    }
}
