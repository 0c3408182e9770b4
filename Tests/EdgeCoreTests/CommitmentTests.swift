import Failsafe
import Motion
import Randomness
import SansIO
import Testing
import Timekeeping
import Wire

@testable import EdgeCore

/// What the device says of the plan under way to a backbone that takes it.
@Suite struct CommitmentTests {
    @Test func `the steps due within the expected delay are the followed plan's at those instants`()
        throws
    {
        var bench = ControlBench(
            configuration: .machine(
                [
                    ActionChannel(
                        range: -1...1, maxRatePerSecond: 1, safe: 0, reduced: -1...1,
                        stopsAlongPlan: false)
                ], .linear))
        bench.cloud = { capture, step in
            [Self.wanted(capture + .milliseconds(Int64(100 * (step + 1))))]
        }
        bench.local = bench.cloud
        // Plans come 10 ms before a tick, 220 ms after their capture: two steps are over by then.
        bench.cloudDelay = { .milliseconds(210) }
        #expect(bench.control.commitment(from: bench.now) == nil)
        bench.run(milliseconds: 5_000)
        let commitment = try #require(bench.control.commitment(from: bench.now))
        #expect(commitment.expectedDelay == .milliseconds(220))
        #expect(commitment.steps.count == 2)
        for (index, value) in commitment.steps.enumerated() {
            let instant = bench.now + .milliseconds(Int64(100 * (index + 1)))
            #expect(abs(value - Self.wanted(instant)) < 1e-6)
        }
        // Nothing is under way once the machine is stopped; the delay is still expected.
        bench.control.obey(.disarm)
        bench.run(milliseconds: 200)
        #expect(bench.latest?.driver == .stopping)
        let stopped = try #require(bench.control.commitment(from: bench.now))
        #expect(stopped == Commitment(expectedDelay: .milliseconds(220), steps: []))
    }

    @Test func `a trajectory's steps are moved into the frame of the new capture`() throws {
        var configuration = EdgeConfiguration.car(
            name: "car", bundle: .tested, planLimits: .compactCar,
            rates: RateConfiguration.unmeasured)
        configuration.armsItself = true
        var bench = ControlBench(configuration: configuration)
        // A circle of 20 m radius at 5 m/s, the same from wherever one is on it.
        bench.odometry = { Odometry(speed: 5, yawRate: 0.25) }
        bench.cloud = { _, step in Self.circle(0.1 * Double(step + 1)) }
        bench.local = bench.cloud
        bench.cloudDelay = { .milliseconds(210) }
        bench.run(milliseconds: 5_000)
        // A capture of the last tick but one.
        let capture = bench.now - Interval.milliseconds(20)
        let commitment = try #require(bench.control.commitment(from: capture))
        #expect(commitment.steps.count == 8)
        for step in 0..<2 {
            let wanted = Self.circle(0.1 * Double(step + 1))
            for channel in 0..<4 {
                // Half a centimetre and 5 mrad: chords of the plan, half a metre long.
                #expect(abs(commitment.steps[4 * step + channel] - wanted[channel]) < 0.005)
            }
        }
    }

    @Test func `nothing is committed beyond the end of the plan under way`() {
        let plan = Plan(
            capture: CaptureID(1), captureTime: .milliseconds(1_000), epoch: 1, sequence: 1,
            firstStep: .milliseconds(100), step: .milliseconds(100), channelCount: 1,
            values: [1, 2, 3], beliefs: [])
        let meaning = PlanMeaning.actions(
            ActionLimits(
                channels: [
                    ActionChannel(
                        range: 0...9, maxRatePerSecond: 99, safe: 0, reduced: 0...9,
                        stopsAlongPlan: false)
                ], interpolation: .hold))
        func steps(capture: UInt64, delay: Int64) -> [Float] {
            plan.committed(
                from: .milliseconds(capture), until: .milliseconds(delay), as: meaning,
                by: DeadReckoning())
        }
        #expect(steps(capture: 1_000, delay: 99) == [])
        #expect(steps(capture: 1_000, delay: 100) == [1])
        #expect(steps(capture: 1_000, delay: 299) == [1, 2])
        #expect(steps(capture: 1_100, delay: 900) == [2, 3])
        #expect(steps(capture: 1_000, delay: 60_000) == [1, 2, 3])
        #expect(steps(capture: 1_300, delay: 900) == [])
    }

    @Test func `latents carry it where the bundle says so, and nowhere else`() throws {
        func commitments(_ commitsSteps: Bool) -> [Commitment?] {
            var bench = Bench(seed: Seed(3)) { $0.commitsSteps = commitsSteps }
            bench.answerTime = .milliseconds(100)
            bench.run(milliseconds: 8_000)
            return bench.commitments
        }
        #expect(commitments(false).allSatisfy { $0 == nil })
        let carried = commitments(true)
        #expect(carried.count > 30)
        #expect(carried[0] == nil)
        let latest = try #require(carried.compactMap { $0 }.last)
        #expect(latest.expectedDelay > .milliseconds(100))
        // A step each 100 ms from 100 ms on.
        let steps = Int(latest.expectedDelay.milliseconds / 100)
        #expect((1...2).contains(steps) && latest.steps.count == 4 * steps)
        // One step of a road straight ahead: half of a second's tenth at about the wanted speed.
        #expect(abs(latest.steps[0] - 0.1 * latest.steps[3]) < 0.05)
    }

    private static func wanted(_ instant: Instant) -> Float {
        Float(0.1 * (instant - .origin).seconds - 0.4)
    }
    private static func circle(_ seconds: Double) -> [Float] {
        let (sine, cosine) = Trigonometry.sinCos(0.25 * seconds)
        return [Float(20 * sine), Float(20 * (1 - cosine)), Float(0.25 * seconds), 5]
    }
}
