import EdgeCore
import Failsafe
import Randomness
import Session
import Testing
import Timekeeping
import Wire

/// A second way to the cloud, kept warm or used at once with the first.
@Suite struct SecondPathTests {
    /// A car that drives by the cloud's plans over its first connection since three seconds.
    private func bench(_ path: SecondPath) -> Bench {
        var bench = Bench(seed: Seed(17)) {
            $0.coordinators = ["tcp://10.0.0.1:5570", "tcp://10.0.0.2:5570"]
            $0.secondPath = path
        }
        bench.echoes = true
        bench.run(milliseconds: 3_000)
        return bench
    }
    private func oldestPlan(_ bench: Bench, since tick: Int) -> Interval {
        bench.commands.dropFirst(tick).compactMap(\.cloudPlanAge).max() ?? .zero
    }

    @Test func `the first way dies: a warm second one takes over, and the cloud drives on`() {
        var gaps: [SecondPath: Interval] = [:]
        for path in [SecondPath.none, .warm] {
            var bench = bench(path)
            let ticks = bench.commands.count
            bench.deaf = [1]
            if path == .none { bench.slow = [2: .milliseconds(100), 3: .milliseconds(100)] }
            bench.run(milliseconds: 3_000)
            #expect(bench.core.isLinked && bench.core.fates.isBalanced)
            gaps[path] = oldestPlan(bench, since: ticks)
        }
        // Silence is noticed after 600 ms, and the answer to a latent is 40 ms away.
        #expect(gaps[.warm] ?? .seconds(9) <= .milliseconds(900))
        #expect(gaps[.warm] ?? .seconds(9) < gaps[.none] ?? .zero)
    }
    @Test func `on a good link nothing goes both ways once plans are there`() {
        var bench = bench(.both)
        let before = bench.core.counts.sentBothWays
        bench.run(milliseconds: 3_000)
        #expect(before <= 3 && bench.core.counts.sentBothWays == before)
        #expect(bench.core.counts.unsolicited == 0)
    }
    @Test func `the first way gets slow: latents go both ways, and the first answer counts`() {
        var bench = bench(.both)
        let ticks = bench.commands.count
        bench.slow = [1: .milliseconds(300)]
        bench.run(milliseconds: 4_000)
        let counts = bench.core.counts
        #expect(counts.sentBothWays > 10 && counts.answeredSecondWay > 10)
        #expect(counts.secondAnswers > 10, "the slow answers come too, and are told apart")
        #expect(counts.unsolicited == 0)
        #expect(bench.core.fates.isBalanced && bench.core.fates.lost == 0)
        #expect(oldestPlan(bench, since: ticks) < .milliseconds(500))
        #expect(bench.drivers.dropFirst(ticks).allSatisfy { $0 == .cloudPlan || $0 == .heldPlan })
        #expect(bench.heldPayloads.count <= 1 && bench.rejections.isEmpty)
    }
    @Test func `the first way dies with latents on both: they are answered, not lost`() {
        var bench = bench(.both)
        bench.slow = [1: .milliseconds(300)]
        bench.run(milliseconds: 1_000)
        let ticks = bench.commands.count
        bench.give(.connectionClosed(1))
        bench.run(milliseconds: 1_000)
        #expect(bench.core.isLinked && bench.core.fates.isBalanced)
        #expect(bench.core.fates.lost == 0, "\(bench.core.fates.causes)")
        #expect(oldestPlan(bench, since: ticks) < .milliseconds(500))
    }
    @Test func `one coordinator refuses what the other computes: the plan counts`() {
        var bench = bench(.both)
        bench.slow = [1: .milliseconds(300)]
        bench.run(milliseconds: 2_000)
        let answered = bench.core.fates.answered
        bench.cloudAnswers = false
        bench.run(milliseconds: 100)
        let sent = bench.sent.last { if case .latent = $0.message { true } else { false } }
        guard let sent, case .latent(let header) = sent.message else {
            Issue.record("a latent goes out")
            return
        }
        bench.say(
            .outcome(
                Outcome(
                    captureStamp: header.captureStamp, latentSequence: sent.sequence,
                    fate: .rejected, cause: .queueFull, reference: nil)), in: sent.epoch)
        bench.cloudAnswers = true
        bench.run(milliseconds: 500)
        #expect(bench.core.fates.answered > answered && bench.core.fates.isBalanced)
    }
    @Test func `accounts balance whatever the two ways do`() {
        for seed in 1...20 as ClosedRange<UInt64> {
            var random = Seed(seed).stream("second path")
            var bench = bench(.both)
            for _ in 0..<30 {
                let connections = (1...12 as ClosedRange<UInt64>)
                bench.deaf = Set(connections.filter { _ in random.chance(0.3) })
                bench.slow = [:]
                for connection in connections where random.chance(0.5) {
                    bench.slow[connection] = .milliseconds(Int64(random.uniform(0, 600)))
                }
                bench.link = !random.chance(0.1)
                bench.run(milliseconds: 200)
                #expect(bench.core.fates.isBalanced, "seed \(seed)")
                #expect(bench.heldPayloads.count <= 1, "seed \(seed)")
            }
            let ages = bench.commands.filter { $0.driver == .cloudPlan || $0.driver == .heldPlan }
                .compactMap { $0.plan?.age }
            #expect(ages.allSatisfy { $0 <= .milliseconds(500) }, "seed \(seed)")
        }
    }
}
