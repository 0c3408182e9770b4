import Motion
import Timekeeping

/// A car's plan as a path in the frame of the car now.
///
/// Point 0 is the first step carried back to the capture along its own heading (the origin, for a
/// plan that begins at the car); points 1... are the steps. Beyond the last one the path goes on
/// straight. Nothing is stored per point: a tick allocates nothing.
struct PlanPath {
    private let plan: Plan
    private let motion: Pose
    private let sine: Double
    private let cosine: Double
    /// The segment and the part of it, in [0, 1], nearest to the car.
    private var segment = 0
    private var part = 0.0

    /// The path of `plan` (four channels, at least one step) seen from `motion`, the pose now in
    /// the frame of the capture.
    init(_ plan: Plan, seenFrom motion: Pose) {
        self.plan = plan
        self.motion = motion
        (sine, cosine) = Trigonometry.sinCos(motion.heading)
        findNearest()
    }

    /// Metres of path from the nearest point to the last step.
    var length: Double {
        var sum = 0.0
        var from = nearest
        for index in (segment + 1)...plan.stepCount {
            let to = point(index)
            sum += from.distance(to)
            from = to
        }
        return sum
    }
    /// The path's point nearest to the car.
    var nearest: Point { between(segment, part) }

    /// The point `distance` metres along the path from the nearest one.
    func point(along distance: Double) -> Point {
        var rest = distance
        var from = nearest
        for index in (segment + 1)...plan.stepCount {
            let to = point(index)
            let length = from.distance(to)
            if rest <= length {
                return length > 0 ? from.blended(with: to, part: rest / length) : to
            }
            rest -= length
            from = to
        }
        let (sine, cosine) = Trigonometry.sinCos(from.heading)
        return Point(x: from.x + rest * cosine, y: from.y + rest * sine, heading: from.heading)
    }

    private func point(_ index: Int) -> Point {
        guard index > 0 else { return carriedBack }
        let x = value(index - 1, Plan.CarChannel.x) - motion.x
        let y = value(index - 1, Plan.CarChannel.y) - motion.y
        let heading = value(index - 1, Plan.CarChannel.heading) - motion.heading
        return Point(
            x: cosine * x + sine * y, y: -sine * x + cosine * y,
            heading: Trigonometry.wrapped(heading))
    }
    private var carriedBack: Point {
        let first = point(1)
        let length = max(value(0, Plan.CarChannel.speed), 0) * plan.firstStep.seconds
        let (sine, cosine) = Trigonometry.sinCos(first.heading)
        return Point(
            x: first.x - length * cosine, y: first.y - length * sine, heading: first.heading)
    }
    private func between(_ index: Int, _ part: Double) -> Point {
        point(index).blended(with: point(index + 1), part: part)
    }
    private func value(_ step: Int, _ channel: Int) -> Double {
        Double(plan.value(step: step, channel: channel))
    }

    private mutating func findNearest() {
        var best = Double.infinity
        var from = point(0)
        for index in 0..<plan.stepCount {
            let to = point(index + 1)
            let (dx, dy) = (to.x - from.x, to.y - from.y)
            let square = dx * dx + dy * dy
            let along = square > 0 ? min(max(-(from.x * dx + from.y * dy) / square, 0), 1) : 0
            let (x, y) = (from.x + along * dx, from.y + along * dy)
            let distance = x * x + y * y
            if distance < best {
                best = distance
                segment = index
                part = along
            }
            from = to
        }
    }

    /// A point of the path, metres and radians in the car's frame.
    struct Point {
        var x: Double
        var y: Double
        var heading: Double

        func distance(_ other: Point) -> Double {
            let (dx, dy) = (other.x - x, other.y - y)
            return (dx * dx + dy * dy).squareRoot()
        }
        func blended(with other: Point, part: Double) -> Point {
            let turn = Trigonometry.wrapped(other.heading - heading)
            return Point(
                x: x + part * (other.x - x), y: y + part * (other.y - y),
                heading: Trigonometry.wrapped(heading + part * turn))
        }
    }
}
