import EdgeCore
import Motion
import SansIO
import Timekeeping

/// Plans for tests: real ones, made by the geometry of a road.
enum Plans {
    /// A plan straight ahead at `speed`.
    static func straight(
        speed: Float, capture: UInt64, at captureTime: Instant, epoch: UInt64, sequence: UInt64
    ) -> Plan {
        make(capture: capture, at: captureTime, epoch: epoch, sequence: sequence) { step in
            [speed * 0.1 * Float(step + 1), 0, 0, speed]
        }
    }
    /// A plan from a row of four for each of the 25 steps.
    static func make(
        capture: UInt64, at captureTime: Instant, epoch: UInt64, sequence: UInt64,
        row: (Int) -> [Float]
    ) -> Plan {
        Plan(
            capture: CaptureID(capture), captureTime: captureTime, epoch: epoch,
            sequence: sequence, firstStep: .milliseconds(100), step: .milliseconds(100),
            channelCount: 4, values: (0..<25).flatMap(row), beliefs: [80, 0, 0])
    }
    /// `plan` with one value replaced.
    static func altered(_ plan: Plan, step: Int, channel: Int, to value: Float) -> Plan {
        var values = plan.values
        values[step * plan.channelCount + channel] = value
        return Plan(
            capture: plan.capture, captureTime: plan.captureTime, epoch: plan.epoch,
            sequence: plan.sequence, firstStep: plan.firstStep, step: plan.step,
            channelCount: plan.channelCount, values: values, beliefs: plan.beliefs)
    }
}

/// A road of straights and bends, by arc length: a closed form, so that errors are exact.
struct Road {
    /// Length and curvature of each piece, metres and 1/m.
    let pieces: [(length: Double, curvature: Double)]

    /// The pose at `distance` metres from the start.
    func pose(at distance: Double) -> Pose {
        var pose = Pose.identity
        var rest = distance
        for piece in pieces {
            let length = min(rest, piece.length)
            pose = pose.composed(with: Self.arc(length, piece.curvature))
            rest -= length
            if rest <= 0 { return pose }
        }
        return pose.composed(with: Self.arc(rest, 0))
    }
    /// The distance along the road nearest to `pose`, searched around `guess`, and the offset to
    /// the left of it.
    func project(_ pose: Pose, near guess: Double) -> (distance: Double, offset: Double) {
        var distance = guess
        for _ in 0..<8 { distance += self.pose(at: distance).relative(pose).x }
        return (distance, self.pose(at: distance).relative(pose).y)
    }

    private static func arc(_ length: Double, _ curvature: Double) -> Pose {
        guard curvature != 0 else { return Pose(x: length, y: 0, heading: 0) }
        let (sine, cosine) = Trigonometry.sinCos(length * curvature)
        return Pose(x: sine / curvature, y: (1 - cosine) / curvature, heading: length * curvature)
    }
}
