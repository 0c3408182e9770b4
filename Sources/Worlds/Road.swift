public import Motion

/// A one-directional road of straights and arcs, two or three lanes wide.
///
/// Its coordinates are `s`, metres along the middle of the road, and `offset`, metres to the left
/// of it. Before its beginning and past its end it goes on straight.
public struct Road: Hashable, Sendable {
    /// How many lanes, side by side.
    public let laneCount: Int
    /// Metres between two lane lines.
    public let laneWidth: Double
    /// Metres of pavement beyond the outer lane lines.
    public let shoulderWidth: Double
    /// Metres from beginning to end.
    public let length: Double
    /// The stretches, in order, each beginning where the one before ends; never empty.
    public let segments: [RoadSegment]

    /// A road that begins at `start` with the stretches given as lengths (m) and curvatures (1/m).
    public init(
        start: Pose, laneCount: Int, stretches: [(length: Double, curvature: Double)]
    ) {
        precondition(!stretches.isEmpty && laneCount > 0, "a road has a stretch and a lane")
        var segments: [RoadSegment] = []
        segments.reserveCapacity(stretches.count)
        var (s, pose) = (0.0, start)
        for stretch in stretches {
            let segment = RoadSegment(
                start: s, length: stretch.length, curvature: stretch.curvature, pose: pose)
            segments.append(segment)
            let end = segment.frame(stretch.length)
            pose = Pose(x: end.x, y: end.y, heading: end.heading)
            s += stretch.length
        }
        // The road goes on straight past its end.
        segments.append(RoadSegment(start: s, length: 0, curvature: 0, pose: pose))
        self.laneCount = laneCount
        laneWidth = Limits.laneWidth
        shoulderWidth = Limits.shoulderWidth
        length = s
        self.segments = segments
    }

    /// The offset of the outer lane line on the left, metres.
    public var leftEdge: Double { Double(laneCount) * laneWidth / 2 }
    /// The offset of the outer lane line on the right, metres, negative.
    public var rightEdge: Double { -leftEdge }

    /// The middle of the road at `s`.
    public func pose(at s: Double) -> Pose {
        let frame = frame(at: s)
        return Pose(x: frame.x, y: frame.y, heading: Trigonometry.wrapped(frame.heading))
    }
    /// One over the radius at `s`, 1/m, positive to the left.
    public func curvature(at s: Double) -> Double {
        s < 0 ? 0 : segments[segmentIndex(at: s)].curvature
    }
    /// Where the point (x, y) is on the road, searched from `s` on by Newton's method.
    ///
    /// Right for points within one radius of the road whose `s` is within some metres of the guess.
    public func project(x: Double, y: Double, near s: Double) -> RoadPosition {
        var position = RoadPosition(s: s, offset: 0, heading: 0)
        for _ in 0..<Limits.projectionSteps {
            let frame = frame(at: position.s)
            let (dx, dy) = (x - frame.x, y - frame.y)
            let along = frame.cosine * dx + frame.sine * dy
            position.offset = frame.cosine * dy - frame.sine * dx
            // One metre of road is (1 - curvature * offset) metres at that offset.
            let scale = max(1 - frame.curvature * position.offset, 0.2)
            let step = min(max(along / scale, -20), 20)
            position.s += step
            if abs(step) < 1e-7 { break }
        }
        return position
    }
    /// Where `pose` is on the road, with its heading from the road's direction.
    public func project(_ pose: Pose, near s: Double) -> RoadPosition {
        var position = project(x: pose.x, y: pose.y, near: s)
        position.heading = Trigonometry.wrapped(pose.heading - frame(at: position.s).heading)
        return position
    }
    /// The pose at a place given in the road's coordinates.
    public func pose(at position: RoadPosition) -> Pose {
        let frame = frame(at: position.s)
        return Pose(
            x: frame.x - frame.sine * position.offset, y: frame.y + frame.cosine * position.offset,
            heading: Trigonometry.wrapped(frame.heading + position.heading))
    }
    /// The offset of the middle of a lane, metres; lane 0 is the rightmost.
    public func offset(ofLane lane: Int) -> Double {
        (Double(lane) + 0.5) * laneWidth + rightEdge
    }
    /// The lane whose middle is nearest to `offset`.
    public func lane(nearest offset: Double) -> Int {
        let lane = ((offset - rightEdge) / laneWidth).rounded(.down)
        return Int(min(max(lane, 0), Double(laneCount - 1)))
    }

    func frame(at s: Double) -> RoadFrame {
        guard s >= 0 else {
            let first = segments[0]
            return RoadFrame(
                x: first.pose.x + s * first.cosine, y: first.pose.y + s * first.sine,
                heading: first.pose.heading, sine: first.sine, cosine: first.cosine, curvature: 0)
        }
        let segment = segments[segmentIndex(at: s)]
        return segment.frame(s - segment.start)
    }

    /// The last stretch that begins at or before `s`, by halving.
    private func segmentIndex(at s: Double) -> Int {
        var (low, high) = (0, segments.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if segments[middle].start <= s { low = middle } else { high = middle }
        }
        return low
    }
}
