public import Motion

/// A stretch of road of one curvature.
public struct RoadSegment: Hashable, Sendable {
    /// Metres along the road where the stretch begins.
    public let start: Double
    /// Metres.
    public let length: Double
    /// One over the radius, 1/m, positive to the left; zero is straight.
    public let curvature: Double
    /// The middle of the road where the stretch begins.
    public let pose: Pose
    let sine: Double
    let cosine: Double

    init(start: Double, length: Double, curvature: Double, pose: Pose) {
        self.start = start
        self.length = length
        self.curvature = curvature
        self.pose = pose
        (sine, cosine) = Trigonometry.sinCos(pose.heading)
    }

    /// The middle of the road `along` metres after the beginning of the stretch.
    func frame(_ along: Double) -> RoadFrame {
        guard curvature != 0 else {
            return RoadFrame(
                x: pose.x + along * cosine, y: pose.y + along * sine, heading: pose.heading,
                sine: sine, cosine: cosine, curvature: 0)
        }
        let heading = pose.heading + curvature * along
        let (sine, cosine) = Trigonometry.sinCos(heading)
        return RoadFrame(
            x: pose.x + (sine - self.sine) / curvature,
            y: pose.y - (cosine - self.cosine) / curvature,
            heading: heading, sine: sine, cosine: cosine, curvature: curvature)
    }
}
