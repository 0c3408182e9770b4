import EdgeCore
import Failsafe
import LatentCodec
import Randomness
import SansIO
import Testing
import Timekeeping
import Worlds

@testable import Simulation

/// The checks themselves can fail: each is given a loop in which something was broken by hand.
@Suite struct InvariantTests {
    private func loop() throws -> ClosedLoop<ExpertCompute> {
        let scenario = try #require(Scenario.named("town"))
        let configuration = DriveConfiguration.expertCar(
            scenario: scenario, seed: Seed(42), duration: .seconds(4), outages: [])
        return try ClosedLoop(configuration: configuration, compute: ExpertCompute())
    }
    @Test func `a violation names scenario, seed and moment`() throws {
        var loop = try loop()
        loop.now = .milliseconds(1_500)
        let text = loop.violation(.timeAdvances).description
        #expect(text.contains("town") && text.contains("seed 42") && text.contains("1500000000"))
    }

    @Test func `a capture that the core never saw is noticed`() throws {
        var loop = try loop()
        try loop.check()
        loop.nextCapture += 1
        #expect(throws: InvariantViolation.self) { try loop.check() }
    }

    @Test func `the camera takes its next picture when it is told to, and not at its old instant`()
        throws
    {
        var loop = try loop()
        let offset = Station.edge.clockOffset
        loop.setPace(next: .milliseconds(130) + offset, period: .milliseconds(150))
        loop.now = .milliseconds(100)
        try loop.captureIfDue()
        #expect(loop.nextCapture == 0)
        for due in [130, 280, 430] as [UInt64] {
            loop.now = .milliseconds(due)
            try loop.captureIfDue()
            try loop.captureIfDue()
        }
        #expect(loop.nextCapture == 3 && loop.cameraDue == .milliseconds(580))
        loop.now = .milliseconds(500)
        loop.setPace(next: .milliseconds(460) + offset, period: .milliseconds(150))
        try loop.captureIfDue()
        #expect(loop.nextCapture == 4 && loop.cameraDue == .milliseconds(610), "it was overdue")
    }

    @Test func `a fate told twice is noticed`() throws {
        var loop = try loop()
        loop.fateEvents += 1
        let thrown = #expect(throws: InvariantViolation.self) { try loop.check() }
        #expect(thrown?.invariant == .oneFatePerCapture(events: 1, ended: 0))
    }

    @Test func `time that stands still is noticed`() throws {
        var loop = try loop()
        loop.eventsNow = Limits.eventsPerInstant + 1
        #expect(throws: InvariantViolation.self) { try loop.check() }
    }

    @Test func `payloads, captures and events that pile up are noticed`() throws {
        var loop = try loop()
        for _ in 0...Limits.payloads { _ = loop.stores[0].store([1]) }
        #expect(throws: InvariantViolation.self) { try loop.check() }
        loop.stores[0] = PayloadStore()
        let scene = SceneCapture(image: [], state: [], world: loop.world)
        for id in 0...UInt64(Limits.captures) {
            loop.captures.append(HeldCapture(id: CaptureID(id), scene: scene, latent: nil))
        }
        #expect(throws: InvariantViolation.self) { try loop.check() }
        loop.captures.removeAll()
        for _ in 0...Limits.events { loop.events.schedule(.tick, at: .origin) }
        #expect(throws: InvariantViolation.self) { try loop.check() }
    }

    @Test func `a payload released twice is noticed`() throws {
        var loop = try loop()
        let payload = loop.stores[Station.worker.rawValue].store([1, 2])
        #expect(try loop.bytes(of: payload, at: .worker) == [1, 2])
        try loop.release(payload, at: .worker)
        #expect(throws: InvariantViolation.self) { try loop.release(payload, at: .worker) }
    }

    @Test func `a plan that drives although it is too old is noticed`() throws {
        var loop = try loop()
        // The device itself keeps to its own limit; the check is given a stricter one.
        loop.configuration.edge.failsafe.fallbackAge = .milliseconds(10)
        let thrown = #expect(throws: InvariantViolation.self) { _ = try loop.run() }
        guard case .freshPlanDrives(let age) = thrown?.invariant else {
            Issue.record("another invariant: \(String(describing: thrown))")
            return
        }
        #expect(age > .milliseconds(10))
        #expect(thrown?.seed == Seed(42))
    }

    @Test func `events happen by time, and in the order of scheduling at one time`() {
        var draw = Seed(1).stream("events")
        var queue = EventQueue<Int>()
        let dues = (0..<500).map { _ in Instant.milliseconds(UInt64(draw.integer(in: 0..<40))) }
        for (number, due) in dues.enumerated() { queue.schedule(number, at: due) }
        let expected = dues.enumerated().sorted {
            ($0.element, $0.offset) < ($1.element, $1.offset)
        }
        for (number, due) in expected {
            #expect(queue.next == due)
            let next = queue.popFirst()
            #expect(next?.event == number && next?.due == due)
        }
        #expect(queue.count == 0 && queue.popFirst() == nil)
    }

    @Test(arguments: [0x100, 0x200] as [UInt16])
    func `the expert's latent names its scene through the codec at either rate`(
        multiplier: UInt16
    ) throws {
        var expert = ExpertCompute()
        var encoder = try LatentEncoder(
            quantisation: expert.quantisation, elementsPerChannel: 72, effort: .small)
        var decoder = try LatentDecoder(quantisation: expert.quantisation, elementsPerChannel: 72)
        let scenario = try #require(Scenario.named("town"))
        var world = scenario.world(seed: Seed(1))
        var latents: [[Float]] = []
        var states: [[Float]] = []
        for _ in 0..<3 {
            for _ in 0..<25 { world.step(Expert(style: .brisk).command(for: world)) }
            let scene = SceneCapture(image: [], state: world.stateVector, world: world)
            let head = expert.head(scene)
            let answer = try #require(head)
            let bytes = try encoder.encode(answer.latent, multiplier: multiplier)
            latents.append(try decoder.decode(bytes, codec: 1, multiplier: multiplier))
            states.append(world.stateVector)
        }
        let plans = expert.backbone(latents: latents, states: states)
        let last = Expert.rollout(world: world, style: .brisk, steps: 25, every: 5)
        #expect(plans.count == 3)
        #expect(plans[2]?.steps.first == last.first.map { Float($0.x) })
        #expect(plans[0] != plans[2])
        // A number it does not remember is a member that cannot be run.
        #expect(
            expert.backbone(latents: [[Float](repeating: 64, count: 1_152)], states: [[]]) == [nil])
    }

    @Test func `percentiles are by nearest rank`() throws {
        let samples = (1...200).reversed().map { Interval.milliseconds($0) }
        let percentiles = try #require(Percentiles(samples))
        #expect(percentiles.median == .milliseconds(100))
        #expect(percentiles.p95 == .milliseconds(190))
        #expect(percentiles.p99 == .milliseconds(198))
        #expect(percentiles.worst == .milliseconds(200))
        #expect(Percentiles([]) == nil)
    }
}
