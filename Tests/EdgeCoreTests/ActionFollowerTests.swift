import Failsafe
import Motion
import SansIO
import Testing
import Timekeeping

@testable import EdgeCore

/// A machine of three actuators: a lever that a stop takes to -1, a motor that a stop takes to 0
/// and that does at most 0.4 in the reduced envelope, and a wheel that is steered on while the
/// machine stops along a plan.
@Suite struct ActionFollowerTests {
    private static let lever = ActionChannel(
        range: -1...1, maxRatePerSecond: 4, safe: -1, reduced: -1...1, stopsAlongPlan: false)
    private static let motor = ActionChannel(
        range: -1...1, maxRatePerSecond: 2, safe: 0, reduced: -0.4...0.4, stopsAlongPlan: false)
    private static let wheel = ActionChannel(
        range: -1...1, maxRatePerSecond: 10, safe: 0, reduced: -1...1, stopsAlongPlan: true)

    private func bench(_ interpolation: ActionInterpolation = .hold) -> ControlBench {
        var bench = ControlBench(
            configuration: .machine([Self.lever, Self.motor, Self.wheel], interpolation))
        bench.cloud = { _, _ in [0.5, 0.9, 0.3] }
        bench.local = { _, _ in [0.5, 0.7, -0.3] }
        return bench
    }

    @Test func `holds its safe values until it is ready, and then follows the cloud's actions`() {
        var bench = bench()
        bench.run(milliseconds: 900)
        #expect(bench.outputs.allSatisfy { $0.command == .actions(ActionVector([-1, 0, 0])) })
        bench.run(milliseconds: 2_000)
        #expect(bench.latest?.driver == .cloudPlan)
        #expect(
            bench.latest?.command
                == .actions(ActionVector([0.5, Double(Float(0.9)), Double(Float(0.3))])))
    }

    @Test func `holds each action for its step, at the plan's age`() throws {
        let plan = ramp(at: .milliseconds(1_000))
        for (age, held, linear) in [
            (0, 0.0, 0.0), (100, 0, 0), (199, 0, 0.099), (200, 0.1, 0.1), (250, 0.1, 0.15),
            (2_499, 2.3, 2.399), (2_500, 2.4, 2.4), (3_000, 2.4, 2.4),
        ] {
            let now = Instant.milliseconds(UInt64(1_000 + age))
            #expect(abs(plan.action(0, at: now, by: .hold) - held) < 1e-6)
            #expect(abs(plan.action(0, at: now, by: .linear) - linear) < 1e-6)
        }
    }

    @Test func `a plan that arrives late is followed from where it would be by now`() {
        // What the plan says depends on the instant alone, so that the delay must not show.
        func value(_ delay: Interval) -> ActionVector? {
            var bench = bench(.linear)
            bench.cloud = { capture, step in
                let seconds = (capture - .origin).seconds + 0.1 * Double(step + 1)
                return [Float(0.1 * seconds - 0.5), 0, 0]
            }
            bench.cloudDelay = { delay }
            bench.run(milliseconds: 4_000)
            return bench.latest?.command.actions
        }
        let fast = value(.milliseconds(20))
        let slow = value(.milliseconds(180))
        #expect(abs((fast?[0] ?? .nan) - 0) < 1e-5)
        // Its blending, on its second tick, still carries a part of one tick's change: 0.002.
        #expect(abs((slow?[0] ?? .nan) - (fast?[0] ?? .nan)) < 0.002)
    }

    @Test func `without the cloud the local policy's actions keep within the reduced envelope`() {
        var bench = bench()
        bench.run(milliseconds: 3_000)
        #expect(bench.latest?.state == .nominal)
        bench.cloud = nil
        bench.run(milliseconds: 2_000)
        #expect(bench.latest?.driver == .localPolicy)
        let actions = bench.latest?.command.actions
        #expect(actions == ActionVector([0.5, 0.4, Double(Float(-0.3))]))
    }

    @Test func `a stop takes channels to their safe values at their rates, then it stands`() throws
    {
        var bench = bench()
        bench.run(milliseconds: 3_000)
        bench.control.obey(.disarm)
        bench.run(milliseconds: 100)
        // Five ticks of 20 ms: the lever by 4/s, the motor by 2/s, the wheel along the plan.
        let actions = try #require(bench.latest?.command.actions)
        #expect(bench.latest?.driver == .stopping)
        #expect(abs(actions[0] - 0.1) < 1e-9)
        #expect(abs(actions[1] - 0.7) < 1e-6)
        #expect(abs(actions[2] - 0.3) < 1e-6)
        bench.run(milliseconds: 1_000)
        #expect(bench.latest?.command.actions?[0] == -1)
        #expect(bench.latest?.command.actions?[1] == 0)
        let safe = bench.outputs.firstIndex {
            $0.driver == .stopping && $0.command.actions?[0] == -1 && $0.command.actions?[1] == 0
        }
        let stood = bench.states.firstIndex(of: .minimalRiskCondition)
        let held = try #require(stood) - (try #require(safe))
        // Half a second after the tick that reached them: the next one is the first that sees it.
        #expect(held == 26)
        bench.run(milliseconds: 1_000)
        #expect(bench.latest?.command == .actions(ActionVector([-1, 0, 0])))
        #expect(bench.latest?.state == .minimalRiskCondition)
    }

    @Test func `a machine that reports its speed stands once that is zero, too`() throws {
        var bench = bench()
        var speed = 2.0
        bench.odometry = { Odometry(speed: speed, yawRate: 0) }
        bench.run(milliseconds: 3_000)
        bench.control.obey(.disarm)
        bench.run(milliseconds: 2_000)
        #expect(bench.latest?.command.actions?[0] == -1)
        #expect(bench.latest?.driver == .stopping)
        speed = 0
        bench.odometry = { Odometry(speed: speed, yawRate: 0) }
        bench.run(milliseconds: 600)
        #expect(bench.latest?.state == .minimalRiskCondition)
    }

    @Test func `speed that is no number stops it, no odometry at all does not`() {
        var bench = bench()
        bench.run(milliseconds: 3_000)
        #expect(bench.latest?.state == .nominal)
        bench.odometry = { Odometry(speed: .nan, yawRate: 0) }
        bench.run(milliseconds: 200)
        #expect(bench.transitions.last?.cause == .sensorsUnsound)
    }

    @Test func `a car without odometry stops as one whose sensors are unsound`() {
        var configuration = EdgeConfiguration.car(
            name: "car", bundle: .tested, planLimits: .compactCar,
            rates: RateConfiguration.unmeasured)
        configuration.armsItself = true
        var bench = ControlBench(configuration: configuration)
        bench.cloud = { _, step in [Float(step + 1) / 2, 0, 0, 5] }
        bench.local = bench.cloud
        bench.odometry = { Odometry(speed: 5, yawRate: 0) }
        bench.run(milliseconds: 3_000)
        #expect(bench.latest?.state == .nominal)
        bench.odometry = { nil }
        bench.run(milliseconds: 200)
        #expect(bench.transitions.last?.cause == .sensorsUnsound)
        #expect(bench.latest?.driver == .stopping)
    }

    @Test func `an action outside its range or too fast is refused before any actuator`() {
        var bench = bench()
        bench.run(milliseconds: 3_000)
        bench.cloud = { _, _ in [1.01, 0, 0] }
        bench.run(milliseconds: 300)
        #expect(bench.rejections.first == .outOfLimits(step: 0, channel: 0))
        // 2/s are 0.2 a step for the motor.
        bench.cloud = { _, step in [0, step == 3 ? 0.3 : 0, 0] }
        bench.run(milliseconds: 200)
        #expect(bench.rejections.last == .rateTooHigh(step: 3, channel: 1))
    }

    @Test func `a vector of actions compares and prints its channels alone`() {
        var one = ActionVector([1, 2])
        let two = ActionVector(repeating: 1, count: 2)
        #expect(one != two)
        one[1] = 1
        #expect(one == two && one.hashValue == two.hashValue)
        #expect(ActionVector([1]) != one)
        #expect("\(one)" == "[1.0, 1.0]")
        #expect(ActionVector(repeating: 0, count: ActionVector.capacity).channels == 0..<16)
    }

    /// 0, 0.1, 0.2 ... from 100 ms after the capture on.
    private func ramp(at capture: Instant) -> Plan {
        Plan(
            capture: CaptureID(1), captureTime: capture, epoch: 1, sequence: 1,
            firstStep: .milliseconds(100), step: .milliseconds(100), channelCount: 1,
            values: (0..<25).map { Float($0) / 10 }, beliefs: [])
    }
}
