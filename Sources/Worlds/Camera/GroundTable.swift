import Motion

/// The middle of the road near the car, sampled every half metre in the lens's frame, so that each
/// pixel of ground finds its road coordinates in a few multiplications.
struct GroundTable: Sendable {
    private struct Sample {
        var ahead: Float
        var left: Float
        var cosine: Float
        var sine: Float
        var curvature: Float
    }
    private var samples: [Sample] = []
    private var start: Float = 0
    private static let spacing: Float = 0.5

    /// Samples the road about the car of `world`. Distances along the road are from the car on, so
    /// that single precision is enough anywhere on the road.
    mutating func prepare(_ world: World) {
        let lens = Camera.pose(of: world)
        let count = Int((Limits.cameraRange + Limits.cameraBehind) / Double(GroundTable.spacing))
        samples.removeAll(keepingCapacity: true)
        samples.reserveCapacity(count)
        start = -Float(Limits.cameraBehind)
        for index in 0..<count {
            let s = world.egoRoadPosition.s - Limits.cameraBehind + Double(index) * 0.5
            let pose = lens.relative(world.road.pose(at: s))
            let (sine, cosine) = Trigonometry.sinCos(pose.heading)
            samples.append(
                Sample(
                    ahead: Float(pose.x), left: Float(pose.y), cosine: Float(cosine),
                    sine: Float(sine), curvature: Float(world.road.curvature(at: s))))
        }
    }

    /// Road coordinates of a point on the ground, by Newton's method from `near`; both distances
    /// along the road are from the car on.
    @inline(__always)
    func project(ahead: Float, left: Float, near: Float) -> (s: Float, offset: Float) {
        var s = near
        var offset: Float = 0
        for _ in 0..<Limits.groundSteps {
            let index = min(max(Int((s - start) / GroundTable.spacing), 0), samples.count - 1)
            let sample = samples[index]
            let rest = s - start - Float(index) * GroundTable.spacing
            let (dx, dy) = (ahead - sample.ahead, left - sample.left)
            let along = sample.cosine * dx + sample.sine * dy
            offset = sample.cosine * dy - sample.sine * dx
            let scale = max(1 - sample.curvature * offset, 0.25)
            // The chord leaves the arc by curvature * distance squared / 2.
            offset -= sample.curvature * along * along / 2
            let step = min(max(along / scale - rest, -25), 25)
            s += step
            if step < 0.02, step > -0.02 { break }
        }
        return (s, offset)
    }
}
