import Failsafe
import Motion
import Randomness
import Testing
import Timekeeping

@testable import EdgeCore

/// How far a command may be from the one before it, whatever plans come and whoever takes over
/// (Docs/PLANS.md): random sound plans that have nothing to do with each other, random delays, and
/// holes that hand over to the local policy, to a stop, and back.
@Suite struct CommandBoundTests {
    private static let seconds = 0.02

    @Test(arguments: [UInt64(1), 2, 3, 5])
    func `a car's steering and acceleration keep their bounds on every tick`(seed: UInt64) {
        var configuration = EdgeConfiguration.car(
            name: "car", bundle: .tested, planLimits: .compactCar,
            rates: RateConfiguration.unmeasured)
        configuration.armsItself = true
        configuration.failsafe.releasePolicy = .automatic
        var bench = ControlBench(configuration: configuration)
        let car = Box(BicycleState(pose: .identity, speed: 0, steeringAngle: 0))
        bench.odometry = {
            Odometry(speed: car.value.speed, yawRate: car.value.yawRate(.compactCar))
        }
        bench.obey = {
            car.value = car.value.stepped($0.drive, limits: .compactCar, seconds: Self.seconds)
        }
        drive(&bench, seed: seed) { random in Self.trajectory(&random, from: car.value.speed) }
        let tracker = TrackerConfiguration.car
        var largest = (turn: 0.0, rise: 0.0, fall: 0.0)
        var hardBraking = 0
        for (last, next) in zip(bench.outputs, bench.outputs.dropFirst()) {
            let turn = abs(next.drive.steeringAngle - last.drive.steeringAngle)
            let change = next.drive.acceleration - last.drive.acceleration
            largest = (max(largest.turn, turn), max(largest.rise, change), largest.fall)
            switch next.driver {
            case .cloudPlan, .heldPlan, .localPolicy: break
            case .stopping, .standstill, .nobody: continue
            }
            if next.drive.acceleration < -Limits.blendedBraking {
                hardBraking += 1
            } else {
                largest.fall = max(largest.fall, -change)
            }
        }
        let limits = VehicleLimits.compactCar
        #expect(largest.turn <= limits.steeringRate * Self.seconds + 1e-9)
        #expect(largest.rise <= tracker.accelerationRise * Self.seconds + 1e-9)
        #expect(largest.fall <= tracker.accelerationFall * Self.seconds + 1e-9)
        print("seed \(seed): largest \(largest), ticks of hard braking \(hardBraking)")
        expectVariety(bench)
        // Else the bounds were never touched, and this would show nothing.
        #expect(largest.turn > 0.9 * limits.steeringRate * Self.seconds)
        #expect(largest.rise > 0.9 * tracker.accelerationRise * Self.seconds)
        #expect(largest.fall > 0.5 * tracker.accelerationFall * Self.seconds)
        #expect(hardBraking > 0)
    }

    @Test(arguments: [UInt64(1), 2, 3, 5])
    func `an action's channels keep their rates and envelopes on every tick`(seed: UInt64) {
        let channels = [
            ActionChannel(
                range: -1...1, maxRatePerSecond: 3, safe: 0, reduced: -0.5...0.5,
                stopsAlongPlan: true),
            ActionChannel(
                range: 0...1, maxRatePerSecond: 5, safe: 0, reduced: 0...0.3,
                stopsAlongPlan: false),
            ActionChannel(
                range: -50...100, maxRatePerSecond: 200, safe: -20, reduced: -50...100,
                stopsAlongPlan: false),
        ]
        var configuration = EdgeConfiguration.machine(
            channels, seed.isMultiple(of: 2) ? .hold : .linear)
        configuration.failsafe.releasePolicy = .automatic
        var bench = ControlBench(configuration: configuration)
        drive(&bench, seed: seed) { random in Self.actions(&random, channels) }
        var largest = [0.0, 0.0, 0.0]
        var (outside, outsideReduced) = (0, 0)
        var last = ActionVector(channels.map(\.safe))
        for next in bench.outputs.map({ ($0.command.actions ?? last, $0.speedCap != nil) }) {
            for (index, channel) in channels.enumerated() {
                let value = next.0[index]
                largest[index] = max(largest[index], abs(value - last[index]))
                if !channel.range.contains(value) { outside += 1 }
                // What was within the reduced envelope stays there while it holds.
                if next.1, channel.reduced.contains(last[index]), !channel.reduced.contains(value) {
                    outsideReduced += 1
                }
            }
            last = next.0
        }
        #expect(bench.outputs.allSatisfy { $0.command.actions != nil })
        #expect(outside == 0 && outsideReduced == 0)
        for (index, channel) in channels.enumerated() {
            #expect(largest[index] <= channel.maxRatePerSecond * Self.seconds * (1 + 1e-9))
        }
        print("seed \(seed): largest changes \(largest)")
        expectVariety(bench)
        for (index, channel) in channels.enumerated() {
            #expect(largest[index] > 0.9 * channel.maxRatePerSecond * Self.seconds)
        }
    }

    /// Eighty seconds: each half second a link that is good, slow or gone; no two plans alike.
    private func drive(
        _ bench: inout ControlBench, seed: UInt64,
        _ plan: @escaping (inout RandomStream) -> [[Float]]
    ) {
        let random = Box(Seed(seed).stream("bounds"))
        let rows = Box((cloud: [[Float]](), local: [[Float]]()))
        let cloud: ControlBench.Row = { _, step in
            if step == 0 { rows.value.cloud = plan(&random.value) }
            return rows.value.cloud[step]
        }
        bench.local = { _, step in
            if step == 0 { rows.value.local = plan(&random.value) }
            return rows.value.local[step]
        }
        var good = 0
        for turn in 0..<160 {
            // An operator's stop in the middle, and on again.
            if turn == 80 { bench.control.obey(.disarm) }
            if turn == 90 { bench.control.obey(.arm) }
            good = good > 0 ? good - 1 : random.value.chance(0.3) ? 0 : 6
            bench.cloud = good > 0 || random.value.chance(0.4) ? cloud : nil
            let slowest = good > 0 ? 120 : 480
            bench.cloudDelay = {
                .milliseconds(Int64(random.value.integer(in: 10..<slowest)))
            }
            bench.run(milliseconds: 500)
        }
    }
    /// That the drive was one of many handovers: the bounds hold where plans change.
    private func expectVariety(_ bench: ControlBench) {
        let unsound = bench.rejections.filter(\.isUnsound)
        #expect(unsound.isEmpty)
        let plans = bench.outputs.map { $0.plan?.capture }
        let changes = zip(plans, plans.dropFirst()).filter { $0 != $1 }.count
        let handovers = zip(bench.outputs, bench.outputs.dropFirst()).filter {
            ($0.driver == .localPolicy) != ($1.driver == .localPolicy)
        }.count
        #expect(changes > 200)
        #expect(handovers > 4)
        #expect(bench.outputs.contains { $0.driver == .stopping })
    }

    /// A trajectory as wild as the limits let one be, from a speed near the car's.
    private static func trajectory(_ random: inout RandomStream, from speed: Double) -> [[Float]] {
        var (x, y, heading) = (0.0, 0.0, 0.0)
        var v = min(max(speed + random.uniform(-3, 3), 0), 16)
        var curvature = random.uniform(-0.2, 0.2)
        let wild = random.uniform(0, 1.4)
        return (0..<25).map { _ in
            v = min(max(v + random.uniform(-wild, wild), 0), 16)
            curvature = min(max(curvature + random.uniform(-0.1, 0.1), -0.2), 0.2)
            heading += min(max(curvature * v * 0.1, -0.3), 0.3)
            heading = min(max(heading, -3), 3)
            let (sine, cosine) = Trigonometry.sinCos(heading)
            x = max(x + v * 0.1 * cosine, -4.5)
            y += v * 0.1 * sine
            return [Float(x), Float(y), Float(heading), Float(v)]
        }
    }
    /// A random walk of each channel at up to its rate, from anywhere in its range.
    private static func actions(
        _ random: inout RandomStream, _ channels: [ActionChannel]
    ) -> [[Float]] {
        var values = channels.map { random.uniform($0.range.lowerBound, $0.range.upperBound) }
        return (0..<25).map { _ in
            for (index, channel) in channels.enumerated() {
                let most = 0.099 * channel.maxRatePerSecond
                let next = values[index] + random.uniform(-most, most)
                values[index] = min(
                    max(next, channel.range.lowerBound), channel.range.upperBound)
            }
            return values.map { Float($0) }
        }
    }
}

/// What closures of a test share.
private final class Box<Value> {
    var value: Value
    init(_ value: Value) { self.value = value }
}
