import EdgeCore
import Failsafe
import Motion
import Randomness
import SansIO
import Testing
import Timekeeping
import Wire

@Suite struct EdgeAccountingTests {
    @Test(arguments: 0..<12)
    func `every capture has one fate, whatever the world does`(run: UInt64) {
        let seed = Seed(4_400 + run)
        print("seed \(seed.value)")
        var random = seed.stream("world")
        var bench = Bench(seed: seed) { $0.failsafe.releasePolicy = .automatic }
        for _ in 0..<150 {
            disturb(&bench, &random)
            bench.run(milliseconds: 20 * random.integer(in: 1..<20))
            #expect(bench.core.fates.isBalanced)
            #expect(bench.core.fates.pending <= UInt64(4 + EdgeCore.Limits.overdueLatents))
            #expect(bench.heldCaptures.count <= 4)
            #expect(bench.heldPayloads.count <= 1)
        }
        checkFates(bench)
        checkPlans(bench)
    }

    @Test func `the same seed gives the same outputs, another seed others`() {
        func digest(_ seed: Seed) -> UInt64 {
            var random = seed.stream("world")
            var bench = Bench(seed: seed) { _ in }
            for _ in 0..<40 {
                disturb(&bench, &random)
                bench.run(milliseconds: 200)
            }
            return bench.digest.value
        }
        #expect(digest(Seed(21)) == digest(Seed(21)))
        #expect(digest(Seed(21)) != digest(Seed(22)))
    }

    private func disturb(_ bench: inout Bench, _ random: inout RandomStream) {
        if random.chance(0.15) { bench.link = random.chance(0.6) }
        if random.chance(0.1) { bench.policy = random.chance(0.8) }
        if random.chance(0.1) { bench.cloudAnswers = random.chance(0.8) }
        if random.chance(0.2) {
            bench.answerTime = .milliseconds(10 * Int64(random.integer(in: 1..<60)))
        }
        if random.chance(0.1) {
            let index = random.integer(in: 0..<100)
            bench.spoil =
                random.chance(0.5)
                ? nil
                : { values in
                    var values = values
                    values.steps[index] = .infinity
                    return values
                }
        }
        if random.chance(0.1) { bench.give(.malformedFrame) }
        if random.chance(0.05) { bench.give(.connectionClosed(UInt64(random.integer(in: 1..<9)))) }
        if random.chance(0.1) { bench.give(.encodeFailed(CaptureID(random.next() % 500))) }
        if random.chance(0.1) { bench.give(.headFailed(CaptureID(random.next() % 500))) }
        if random.chance(0.1) { bench.capture() }
        if random.chance(0.15) { bench.say(.pace(pace(&random))) }
        if random.chance(0.1) {
            // Late, too late, out of order or from the future.
            let offset = Int64(random.integer(in: 0..<1_500)) - 1_300
            bench.capture(exposedAt: bench.now + .milliseconds(offset))
        }
        if random.chance(0.1) { bench.give(outcome(bench, &random)) }
        bench.wanted = Float(random.integer(in: 0..<14))
    }
    /// Any legal pace.
    private func pace(_ random: inout RandomStream) -> Pace {
        let period = Interval.milliseconds(Int64(random.integer(in: 1..<600)))
        return Pace(
            capturePeriod: period, credit: UInt16(random.integer(in: 1..<65)),
            reason: PaceReason.allCases[random.integer(in: 0..<PaceReason.allCases.count)],
            origin: random.next())
    }
    /// An outcome for the latest latent, or for one that never was.
    private func outcome(_ bench: Bench, _ random: inout RandomStream) -> EdgeInput {
        var (stamp, sequence): (UInt64, UInt64) = (1, 1)
        if let latest = bench.sent.last(where: { $0.message.kind == .latent }),
            case .latent(let header) = latest.message, random.chance(0.7)
        {
            (stamp, sequence) = (header.captureStamp, latest.sequence)
        }
        let fate = OutcomeFate.allCases[random.integer(in: 0..<OutcomeFate.allCases.count)]
        let outcome = Outcome(
            captureStamp: stamp, latentSequence: sequence, fate: fate, cause: .newerCapture,
            reference: nil)
        return .received(
            Envelope(
                epoch: bench.core.epoch, sequence: UInt64(random.integer(in: 0..<400)),
                message: .outcome(outcome)))
    }

    /// The events tell the same story as the counters, and no capture ends twice.
    private func checkFates(_ bench: Bench) {
        let fates = bench.events.compactMap { event -> (CaptureID, Fate)? in
            if case .fate(let id, let fate) = event { (id, fate) } else { nil }
        }
        #expect(Set(fates.map(\.0)).count == fates.count)
        let counts = bench.core.fates
        #expect(UInt64(fates.count) + counts.pending == counts.captured)
        #expect(fates.filter { $0.1 == .answered }.count == Int(counts.answered))
        #expect(fates.filter { $0.1 == .superseded }.count == Int(counts.superseded))
        #expect(fates.filter { $0.1 == .skipped }.count == Int(counts.skipped))
    }
    /// No command follows a plan that is too old, ended, or older than one followed before.
    private func checkPlans(_ bench: Bench) {
        var lastCapture = CaptureID(0)
        for output in bench.commands {
            #expect(output.drive.acceleration.isFinite && output.drive.steeringAngle.isFinite)
            guard let plan = output.plan, output.driver != .stopping else { continue }
            #expect(plan.age <= .milliseconds(500))
            switch output.driver {
            case .cloudPlan, .heldPlan:
                #expect(plan.capture >= lastCapture)
                lastCapture = plan.capture
            case .localPolicy, .stopping, .standstill, .nobody: break
            }
        }
    }
}
