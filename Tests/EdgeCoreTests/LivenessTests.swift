import EdgeCore
import Failsafe
import Randomness
import SansIO
import Testing
import Timekeeping

/// A link that is lost is noticed by the ages of plans, whatever the transport says of it.
@Suite struct LivenessTests {
    /// What the transport makes of a lost link.
    enum Loss: CaseIterable {
        /// Nothing at all: it goes on to look like a connection.
        case silent
        /// It says so, at once.
        case closed
        /// Heartbeats still come, and plans do not: somebody lives, and that helps nobody.
        case heartbeatsAlone
        /// Plans still come, each two seconds old, out of queues.
        case oldPlansAlone
    }

    @Test(arguments: Loss.allCases, 0..<5)
    func `loss is noticed within 300 ms, and the local policy drives by T_fb`(
        loss: Loss, run: UInt64
    ) {
        let seed = Seed(600 + run)
        print("seed \(seed.value)")
        var random = seed.stream("liveness")
        var bench = Bench(seed: seed) { _ in }
        bench.run(milliseconds: 6_000 + 20 * random.integer(in: 0..<50))
        #expect(bench.core.state == .nominal)
        let (cut, count) = (bench.now, bench.commands.count)
        switch loss {
        case .silent: bench.link = false
        case .closed:
            bench.link = false
            bench.give(.connectionClosed(1))
        case .heartbeatsAlone: bench.cloudAnswers = false
        case .oldPlansAlone: bench.answerTime = .seconds(2)
        }
        bench.run(milliseconds: 1_500)
        let noticed = bench.transitions.first { $0.instant > cut }
        let left = bench.transitions.first { $0.instant > cut && $0.to == .fallback }
        // An answer that was on its way when the link went is 40 ms from being there.
        #expect((noticed.map { $0.instant - cut } ?? .max) <= .milliseconds(300))
        #expect(noticed?.to == .degraded && noticed?.cause == .planAge)
        let car = FailsafeConfiguration.car
        #expect((noticed?.planAge ?? .max) <= car.degradedAge + .milliseconds(20))
        #expect((left?.planAge ?? .max) <= car.fallbackAge + .milliseconds(20))
        for command in bench.commands[count...] where command.driver != .localPolicy {
            #expect((command.plan?.age ?? .zero) <= car.fallbackAge)
        }
        #expect(bench.core.state == .fallback)
    }
}
