import Motion
import SansIO
import Testing
import Timekeeping

@testable import EdgeCore

/// A plan of some age, followed after the motion since its capture, is as good as one made now: the
/// difference is what dead reckoning and the chords between steps cost, and stays below what is
/// stated here for bends of 45 m radius at 10 m/s and ages up to T_fb.
@Suite struct ReanchoringTests {
    /// Metres between the two paths, radians of steering, m/s2 of acceleration.
    private static let bounds = (path: 0.02, steering: 0.001, acceleration: 0.02)
    /// Straight, then a bend to the left and one to the right: nowhere like a few metres before.
    private static let road = Road(pieces: [(62, 0), (9, 1 / 45.0), (400, -1 / 45.0)])
    private static let speed = 10.0

    @Test(arguments: [20, 60, 130, 250, 380, 500], [0.0, 0.6, -0.4])
    func `a plan of age A after motion equals one made with no delay`(age: Int, offset: Double) {
        let found = differences(age: age, offset: offset, isAnchored: true)
        print("age \(age) ms, offset \(offset) m: \(found)")
        #expect(found.path < Self.bounds.path)
        #expect(found.steering < Self.bounds.steering)
        #expect(found.acceleration < Self.bounds.acceleration)
    }

    @Test func `without the motion since the capture the two would be far apart`() {
        let found = differences(age: 250, offset: 0.6, isAnchored: false)
        #expect(found.path > 5 * Self.bounds.path)
        #expect(found.steering > 10 * Self.bounds.steering)
    }

    private func differences(
        age: Int, offset: Double, isAnchored: Bool
    ) -> (path: Double, steering: Double, acceleration: Double) {
        // Drives a bend of its own, steadily, so that its speed is the plans'.
        let begin = 59.0
        let side = Pose(x: 0, y: offset, heading: 0)
        var car = BicycleState(
            pose: Self.road.pose(at: begin).composed(with: side), speed: Self.speed,
            steeringAngle: 0.03)
        var reckoning = DeadReckoning()
        let captured = Instant.milliseconds(1_000)
        var (now, atCapture) = (Instant.milliseconds(900), car)
        let end = captured + .milliseconds(Int64(age))
        while true {
            let yawRate = car.yawRate(.compactCar)
            reckoning.advance(Odometry(speed: car.speed, yawRate: yawRate), at: now)
            if now == captured { atCapture = car }
            guard now < end else { break }
            let step = min(end - now, .milliseconds(20))
            let hold = DriveCommand(steeringAngle: car.steeringAngle, acceleration: -1)
            car = car.stepped(hold, limits: .compactCar, seconds: step.seconds)
            now = now + step
        }
        let motion = isAnchored ? reckoning.motion(since: captured) ?? .identity : .identity
        let old = plan(seenFrom: atCapture, at: captured, firstStep: .milliseconds(100))
        let new = plan(seenFrom: car, at: end, firstStep: .zero)
        return (
            path: distance(PlanPath(old, seenFrom: motion), PlanPath(new, seenFrom: .identity)),
            steering: abs(
                command(old, at: end, motion, car).steeringAngle
                    - command(new, at: end, .identity, car).steeringAngle),
            acceleration: abs(
                command(old, at: end, motion, car).acceleration
                    - command(new, at: end, .identity, car).acceleration)
        )
    }
    /// The road's middle, braking at 1 m/s2, as the car sees it.
    private func plan(
        seenFrom car: BicycleState, at instant: Instant, firstStep: Interval
    ) -> Plan {
        let start = Self.road.project(car.pose, near: 60).distance
        let rows = (0..<25).flatMap { step in
            let time = firstStep.seconds + 0.1 * Double(step)
            let along = start + car.speed * time - time * time / 2
            let place = car.pose.relative(Self.road.pose(at: along))
            return [
                Float(place.x), Float(place.y), Float(place.heading), Float(car.speed - time),
            ]
        }
        return Plan(
            capture: CaptureID(1), captureTime: instant, epoch: 1, sequence: 1,
            firstStep: firstStep, step: .milliseconds(100), channelCount: 4, values: rows,
            beliefs: [])
    }
    private func distance(_ one: PlanPath, _ other: PlanPath) -> Double {
        stride(from: 0.0, through: 12, by: 0.5).map { along in
            one.point(along: along).distance(other.point(along: along))
        }.max() ?? .infinity
    }
    /// From wheels that may go anywhere: what the plan alone wants.
    private func command(
        _ plan: Plan, at now: Instant, _ motion: Pose, _ car: BicycleState
    ) -> DriveCommand {
        TrajectoryTracker(configuration: .car, limits: .compactCar).command(
            following: plan, age: plan.age(at: now), motion: motion, speed: car.speed,
            speedCap: nil, previous: .coast, seconds: 10)
    }
}
