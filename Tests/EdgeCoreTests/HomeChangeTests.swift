import EdgeCore
import Failsafe
import Randomness
import SansIO
import Session
import Testing
import Timekeeping
import Wire

/// What a change of coordinators does to the device's motion and accounts.
@Suite struct HomeChangeTests {
    private static let homes = ["tcp://10.0.0.1:5570", "tcp://10.0.0.2:5570"]

    private func bench() -> Bench {
        var bench = Bench(seed: Seed(11)) { $0.coordinators = Self.homes }
        bench.run(milliseconds: 3_000)
        return bench
    }
    private func rehome(
        _ bench: Bench, to endpoint: String? = nil, reason: RehomeReason = .draining
    ) -> Message {
        let other = Self.homes.first { $0 != bench.core.coordinator } ?? ""
        let bytes = Array(repeating: 5 as UInt8, count: RehomeToken.byteCount)
        guard let token = RehomeToken(bytes: bytes) else {
            preconditionFailure("a token has 32 bytes")
        }
        return .rehome(
            Rehome(
                endpoint: endpoint ?? other, within: .seconds(5), reason: reason, token: token))
    }
    private func ages(_ bench: Bench, since tick: Int) -> Interval {
        bench.commands.dropFirst(tick).compactMap(\.cloudPlanAge).max() ?? .zero
    }

    @Test func `sent to another home, the car follows the cloud's plans all the time`() throws {
        var bench = bench()
        let (old, home, ticks) = (bench.core.epoch, bench.core.coordinator, bench.commands.count)
        bench.say(rehome(bench))
        bench.run(milliseconds: 2_000)
        #expect(bench.core.coordinator != home && bench.core.epoch != old)
        #expect(bench.commands.count == ticks + 100, "one command each tick")
        #expect(bench.drivers.dropFirst(ticks).allSatisfy { $0 == .cloudPlan })
        #expect(ages(bench, since: ticks) < .milliseconds(300))
        #expect(bench.core.fates.isBalanced && bench.core.fates.lost <= 1)
        let hellos = bench.sent.compactMap {
            if case .hello(let hello) = $0.message { hello.token } else { nil }
        }
        #expect(hellos.count == 1, "shown once")
        let goodbye = try #require(
            bench.sent.last { if case .goodbye = $0.message { true } else { false } })
        #expect(goodbye.epoch == old && goodbye.message == .goodbye(Goodbye(reason: .replaced)))
    }
    @Test func `that another home runs another bundle takes no plan from the car`() throws {
        var bench = bench()
        let ticks = bench.commands.count
        bench.refusal = .wrongBundle
        bench.say(.goodbye(Goodbye(reason: .finished)))
        bench.run(milliseconds: 200)
        let refusals = bench.events.count {
            if case .sessionRefused(_, let endpoint) = $0 {
                endpoint != bench.core.coordinator
            } else {
                false
            }
        }
        #expect(refusals > 0 && !bench.core.isLinked)
        #expect(bench.drivers.dropFirst(ticks).allSatisfy { $0 == .cloudPlan || $0 == .heldPlan })
    }
    @Test func `a plan that the old home still delivers moves nothing and is counted`() {
        var bench = bench()
        let old = bench.core.epoch
        bench.say(rehome(bench))
        bench.run(milliseconds: 1_000)
        #expect(bench.core.epoch != old)
        let (stale, plan) = (bench.core.sessionCounts.staleEpoch, bench.core.cloudPlan)
        bench.cloudAnswers = false
        let heartbeat = Message.heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 1))
        bench.say(heartbeat, in: old)
        let header = PlanHeader(
            captureStamp: 1, latentSequence: 1, queueTime: .zero, computeTime: .zero,
            firstStep: .milliseconds(100), step: .milliseconds(100), stepCount: 25,
            channelCount: 4, beliefCount: 3, modelVersion: 1, payloadChecksum: 0,
            reference: nil)
        let values = PlanValues(
            steps: Array(repeating: 0, count: 100), beliefs: [80, 0, 0])
        bench.say(.plan(header), values: values, in: old)
        bench.run(milliseconds: 60)
        #expect(bench.core.sessionCounts.staleEpoch == stale + 2)
        #expect(bench.core.cloudPlan?.epoch == plan?.epoch)
    }
    @Test func `a home that refuses, by whatever reason, changes nothing at the one in use`() {
        for reason in [RefuseReason.full, .draining, .wrongBundle] {
            var bench = bench()
            let (epoch, ticks) = (bench.core.epoch, bench.commands.count)
            bench.refusal = reason
            bench.say(rehome(bench))
            bench.run(milliseconds: 2_000)
            #expect(bench.core.epoch == epoch && bench.core.isLinked)
            #expect(bench.drivers.dropFirst(ticks).allSatisfy { $0 == .cloudPlan })
            #expect(bench.core.state == .nominal && bench.core.fates.lost == 0)
        }
    }
    @Test func `sent to a stranger it stays, and tells`() {
        var bench = bench()
        let epoch = bench.core.epoch
        bench.say(rehome(bench, to: "tcp://10.6.6.6:5570", reason: .overload))
        bench.run(milliseconds: 200)
        #expect(bench.core.epoch == epoch && bench.core.sessionCounts.strangeHomes == 1)
        #expect(bench.events.contains(.frameRejected(.strangeHome)))
    }
    @Test func `while its session is silent no latent goes out, and all have their fate`() {
        var bench = bench()
        bench.link = false
        bench.run(milliseconds: 700)
        #expect(bench.events.contains(.sessionSilent) && !bench.core.isLinked)
        let latents = bench.sent.count { $0.message.kind == .latent }
        bench.run(milliseconds: 1_000)
        #expect(bench.sent.count { $0.message.kind == .latent } == latents)
        #expect(bench.core.state == .fallback)
        bench.link = true
        bench.run(milliseconds: 1_000)
        #expect(bench.core.isLinked && bench.core.fates.isBalanced)
        #expect(bench.drivers.last == .localPolicy || bench.drivers.last == .cloudPlan)
    }
}
