import EdgeCore
import Motion
import Randomness
import Testing
import Timekeeping

@Suite struct TrajectoryTrackerTests {
    private static let limits = VehicleLimits.compactCar
    private static let tracker = TrajectoryTracker(configuration: .car, limits: limits)
    private static let tick = Interval.milliseconds(20)

    @Test func `keeps within 25 cm of a 10 m/s plan through bends of 45 m radius`() {
        let seed = Seed(20_261)
        let worst = drive(seed: seed, start: Pose(x: 0, y: 0, heading: 0)).worst
        print("seed \(seed.value): largest offset \(worst) m")
        #expect(worst < 0.25)
    }

    @Test func `comes back onto the path from half a metre beside it`() {
        let seed = Seed(7)
        let drive = drive(seed: seed, start: Pose(x: 0, y: 0.5, heading: 0.05))
        print("seed \(seed.value): offset after 3 s \(drive.settled) m")
        #expect(drive.settled < 0.25)
    }

    @Test func `comes to a stand without creeping when the plan's speeds go to zero`() {
        var car = BicycleState(pose: .identity, speed: 6, steeringAngle: 0.1)
        var previous = DriveCommand(steeringAngle: 0.1, acceleration: 0)
        var reckoning = DeadReckoning()
        var stood = 0
        var plan = Plans.straight(speed: 0, capture: 0, at: .origin, epoch: 0, sequence: 0)
        for count in 0..<400 {
            let now = Instant.milliseconds(UInt64(count) * 20)
            reckoning.advance(odometry(car), at: now)
            // A new plan each 100 ms: brake at 2 m/s2 from the speed of its capture.
            let captured = Instant.milliseconds(UInt64(count / 5) * 100)
            if count.isMultiple(of: 5) { plan = braking(from: car.speed, at: captured) }
            previous = Self.tracker.command(
                following: plan, age: now - captured,
                motion: reckoning.motion(since: captured) ?? .identity, speed: car.speed,
                speedCap: nil, previous: previous, seconds: 0.02)
            #expect(abs(previous.steeringAngle) <= 0.101)
            car = car.stepped(previous, limits: Self.limits, seconds: 0.02)
            stood = car.speed == 0 ? stood + 1 : 0
        }
        #expect(stood > 100)
        #expect(previous.acceleration < 0)
    }

    @Test func `leaves the wheels alone when a noisy plan stands still`() {
        var random = Seed(3).stream("noise")
        let plan = Plans.make(capture: 0, at: .origin, epoch: 0, sequence: 0) { _ in
            [
                Float(random.uniform(-0.05, 0.05)), Float(random.uniform(-0.05, 0.05)),
                Float(random.uniform(-0.02, 0.02)), Float(random.uniform(0, 0.05)),
            ]
        }
        // The path wanders about 1.5 m in circles of centimetres; its share of the wheels is small.
        var command = DriveCommand(steeringAngle: 0.2, acceleration: 0)
        command = Self.tracker.command(
            following: plan, age: .milliseconds(80), motion: .identity, speed: 0, speedCap: nil,
            previous: command, seconds: 0.02)
        #expect(command.acceleration < 0)
        #expect(abs(command.steeringAngle - 0.2) <= 0.017)
    }

    @Test func `pulls away when the plan does`() {
        let plan = Plans.make(capture: 0, at: .origin, epoch: 0, sequence: 0) { step in
            let seconds = Float(step + 1) / 10
            return [0.75 * seconds * seconds, 0, 0, 1.5 * seconds]
        }
        let command = Self.tracker.command(
            following: plan, age: .milliseconds(60), motion: .identity, speed: 0, speedCap: nil,
            previous: .coast, seconds: 0.02)
        #expect(command.acceleration > 1.2 && command.acceleration < 2)
    }

    @Test func `never asks for more than the speed cap`() {
        let plan = Plans.straight(speed: 10, capture: 0, at: .origin, epoch: 0, sequence: 0)
        func acceleration(cap: Double?) -> Double {
            Self.tracker.command(
                following: plan, age: .milliseconds(60), motion: .identity, speed: 8,
                speedCap: cap, previous: .coast, seconds: 0.02
            ).acceleration
        }
        #expect(acceleration(cap: nil) > 0)
        #expect(acceleration(cap: 8) == 0)
        #expect(acceleration(cap: 6) < 0)
        #expect(acceleration(cap: 0) <= -1)
    }

    @Test func `brakes once the plan has ended`() {
        let plan = Plans.straight(speed: 10, capture: 0, at: .origin, epoch: 0, sequence: 0)
        let command = Self.tracker.command(
            following: plan, age: .milliseconds(2_501), motion: Pose(x: 25, y: 0, heading: 0),
            speed: 10, speedCap: nil, previous: .coast, seconds: 0.02)
        #expect(command.acceleration <= -Self.limits.braking)
    }

    private func drive(seed: Seed, start: Pose) -> (worst: Double, settled: Double) {
        var random = seed.stream("delays")
        let road = Road(pieces: [
            (20, 0), (50, 1 / 45.0), (30, 0), (60, -1 / 45.0), (40, 1 / 45.0), (30, 0),
        ])
        var car = BicycleState(pose: start, speed: 10, steeringAngle: 0)
        var (distance, worst, settled) = (0.0, 0.0, 0.0)
        var reckoning = DeadReckoning()
        var waiting: [(arrival: Instant, plan: Plan)] = []
        var plan: Plan?
        var blend = CommandBlend()
        var last = DriveCommand.coast
        for count in 0..<1_100 {
            let now = Instant.milliseconds(UInt64(count) * 20)
            reckoning.advance(odometry(car), at: now)
            let (along, offset) = road.project(car.pose, near: distance)
            distance = along
            worst = max(worst, abs(offset))
            if count > 150 { settled = max(settled, abs(offset)) }
            if count.isMultiple(of: 5) {
                let made = planned(along: road, from: along, car: car.pose, at: now)
                waiting.append((now + .milliseconds(Int64(random.integer(in: 50..<151))), made))
            }
            var isNew = false
            while let first = waiting.first, first.arrival <= now {
                plan = waiting.removeFirst().plan
                isNew = true
            }
            guard let plan, let motion = reckoning.motion(since: plan.captureTime) else {
                car = car.stepped(.coast, limits: Self.limits, seconds: 0.02)
                continue
            }
            let command = Self.tracker.command(
                following: plan, age: plan.age(at: now), motion: motion, speed: car.speed,
                speedCap: nil, previous: last, seconds: 0.02)
            if isNew { blend.begin(from: last, to: command, ticks: 3) }
            last = blend.blended(command)
            car = car.stepped(last, limits: Self.limits, seconds: 0.02)
        }
        return (worst, settled)
    }

    private func odometry(_ car: BicycleState) -> Odometry {
        Odometry(speed: car.speed, yawRate: car.yawRate(Self.limits))
    }

    /// The road's middle at 10 m/s, as the car sees it at the capture.
    private func planned(along road: Road, from start: Double, car: Pose, at now: Instant) -> Plan {
        Plans.make(capture: now.nanoseconds, at: now, epoch: 1, sequence: now.nanoseconds) { step in
            let pose = car.relative(road.pose(at: start + Double(step + 1)))
            return [Float(pose.x), Float(pose.y), Float(pose.heading), 10]
        }
    }

    private func braking(from speed: Double, at now: Instant) -> Plan {
        Plans.make(capture: now.nanoseconds, at: now, epoch: 1, sequence: now.nanoseconds) { step in
            let seconds = min(Double(step + 1) / 10, speed / 2)
            return [Float(speed * seconds - seconds * seconds), 0, 0, Float(speed - 2 * seconds)]
        }
    }
}
