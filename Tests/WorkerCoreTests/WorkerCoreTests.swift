import Randomness
import SansIO
import Session
import Testing
import Timekeeping
import Wire

@testable import WorkerCore

@Suite struct WorkerCoreTests {
    private func established() -> Bench {
        var bench = Bench()
        bench.establish()
        return bench
    }

    @Test func `registers with what it measured`() {
        var bench = Bench()
        bench.handle(.start)
        #expect(bench.opened == [1])
        bench.handle(.connectionOpened(1))
        guard case .register(let register) = bench.sent.first?.message else {
            Issue.record("the first message is a register")
            return
        }
        #expect(register.name == "worker" && register.models.map(\.batchLimit) == [4])
        #expect(
            register.models[0].serviceTimes == [ServiceTime(batch: 1, time: .milliseconds(10))])
        bench.welcome()
        #expect(bench.core.isEstablished)
    }

    @Test func `runs a batch and sends its plans back`() {
        var bench = established()
        let batch = bench.batch([100, 90])
        #expect(bench.executions.map { $0.members.map(\.header.member) } == [[500, 501]])
        bench.pass(8)
        bench.execute { _ in nil }
        let result = bench.results.first
        #expect(result?.batch == batch && result?.computeTime == .milliseconds(8))
        #expect(result?.members.map(\.member) == [500, 501])
        #expect(result?.members.map(\.status) == [.ok, .ok])
        #expect(result?.members.map(\.payloadByteCount) == [412, 412])
        #expect(bench.core.counts.answered == 2 && bench.live.isEmpty)
    }

    @Test func `runs only members with time left and answers for all`() {
        var bench = established()
        bench.batch([100, 0, 90])
        #expect(bench.executions.map { $0.members.map(\.header.member) } == [[500, 502]])
        bench.execute { $0 == 1 ? .malformed : nil }
        #expect(bench.results.first?.members.map(\.status) == [.ok, .expired, .malformed])
        #expect(bench.results.first?.members.map(\.member) == [500, 501, 502])
        #expect(bench.core.counts.expired == 1 && bench.core.counts.malformed == 1)
    }

    @Test func `answers at once when no member has time left`() {
        var bench = established()
        bench.batch([0, 0])
        #expect(bench.executions.isEmpty)
        #expect(bench.results.first?.members.map(\.status) == [.expired, .expired])
        #expect(bench.live.isEmpty)
    }

    @Test func `spends the budget while the batch waits, to the last instant`() {
        for (waited, expected) in [(Int64(49), ResultStatus.ok), (50, .expired)] {
            var bench = established()
            bench.batch([100])
            bench.batch([50])
            bench.pass(waited)
            bench.execute { _ in nil }
            bench.execute { _ in nil }
            #expect(bench.results.map { $0.members.map(\.status) } == [[.ok], [expected]])
        }
    }

    @Test func `keeps one batch waiting and turns a third away`() {
        var bench = established()
        bench.batch([100])
        let second = bench.batch([100])
        let third = bench.batch([100, 100])
        #expect(bench.results.map(\.batch) == [third])
        #expect(bench.results.first?.members.map(\.status) == [.failed, .failed])
        #expect(bench.events.contains(.turnedAway(batch: third, .busy)))
        bench.execute { _ in nil }
        bench.execute { _ in nil }
        #expect(bench.results.last?.batch == second)
        #expect(bench.core.counts.turnedAway == 1 && bench.live.isEmpty)
    }

    @Test func `takes a batch at its limit and none above`() {
        var bench = established()
        bench.batch([100, 100, 100, 100])
        #expect(bench.executions.count == 1)
        bench.execute { _ in nil }
        let tooLarge = bench.batch([100, 100, 100, 100, 100])
        #expect(bench.events.contains(.turnedAway(batch: tooLarge, .tooLarge)))
        #expect(bench.executions.count == 1 && bench.live.isEmpty)
    }

    @Test func `registers all its models, and runs each batch by the one it is for`() {
        var bench = Bench(other: true)
        bench.handle(.start)
        bench.handle(.connectionOpened(1))
        guard case .register(let register) = bench.sent.first?.message else {
            Issue.record("the first message is a register")
            return
        }
        #expect(register.models.map(\.batchLimit) == [4, 2])
        #expect(register.models[0].bundle != register.models[1].bundle)
        bench.welcome()
        bench.batch([100, 100], model: 1)
        bench.batch([100, 100])
        #expect(bench.executions.map(\.model) == [1])
        bench.execute { _ in nil }
        #expect(bench.executions.map(\.model) == [1, 0])
        bench.execute { _ in nil }
        // Each with its own model's plans: version, steps and bytes.
        #expect(bench.results.map(\.modelVersion) == [9, 3])
        #expect(bench.results.map { $0.groups[0].stepCount } == [10, 25])
        #expect(
            bench.results.map { $0.members.map(\.payloadByteCount) } == [[80, 80], [412, 412]])
        #expect(bench.core.counts.answered == 4 && bench.live.isEmpty)
    }
    @Test func `a plan of another model's size is no plan`() {
        var bench = Bench(other: true)
        bench.establish()
        bench.batch([100], model: 1)
        let payload = bench.newPayload()
        bench.execute { _ in .ok(payload, byteCount: 412, checksum: 9) }
        #expect(bench.results.first?.members.map(\.status) == [.failed])
        #expect(bench.live.isEmpty)
    }
    @Test func `takes as many members as the batch's model allows`() {
        var bench = Bench(other: true)
        bench.establish()
        let tooLarge = bench.batch([100, 100, 100], model: 1)
        #expect(bench.events.contains(.turnedAway(batch: tooLarge, .tooLarge)))
        bench.batch([100, 100, 100])
        #expect(bench.executions.map(\.members.count) == [3])
    }
    @Test func `answers a batch for a model it did not register with failed for each member`() {
        for other in [false, true] {
            var bench = Bench(other: other)
            bench.establish()
            let batch = bench.batch([100, 100], model: other ? 2 : 1, links: 1)
            #expect(bench.results.map(\.batch) == [batch] && bench.executions.isEmpty)
            #expect(bench.results.first?.members.map(\.status) == [.failed, .failed])
            #expect(bench.results.first?.modelVersion == 3, "the first model's, for want of one")
            #expect(bench.events.contains(.turnedAway(batch: batch, .unknownModel)))
            #expect(bench.core.counts.turnedAway == 1 && bench.core.counts.failed == 2)
            #expect(bench.live.isEmpty)
        }
    }
    @Test func `runs one to four models`() async {
        await #expect(processExitsWith: .failure) {
            let model = ServedModel(
                bundle: try #require(BundleID(bytes: Array(repeating: 1, count: 32))),
                batchLimit: 1, serviceTimes: [], plan: Bench.shape)
            _ = WorkerCore(
                configuration: WorkerConfiguration(
                    name: "w", models: OneOrMore(model, Array(repeating: model, count: 4)),
                    session: .standard),
                random: Seed(1).stream("worker"))
        }
    }

    @Test func `turns away a batch without all its payloads`() {
        var bench = established()
        let batch = bench.batch([100, 100], parts: 1)
        #expect(bench.events.contains(.turnedAway(batch: batch, .wrongPayloads)))
        #expect(bench.live.isEmpty)
    }

    @Test func `fails a member whose plan has another size than its bundle's`() {
        var bench = established()
        bench.batch([100, 100])
        let odd = bench.newPayload()
        bench.execute { $0 == 0 ? .ok(odd, byteCount: 411, checksum: 1) : nil }
        #expect(bench.results.first?.members.map(\.status) == [.failed, .ok])
        #expect(bench.live.isEmpty)
    }

    @Test func `answers failed where the plan is not finite, counts it and says so`() {
        var bench = established()
        let batch = bench.batch([100, 100, 100])
        bench.execute { $0 == 1 ? .unsound : nil }
        #expect(bench.results.first?.members.map(\.status) == [.ok, .failed, .ok])
        #expect(bench.core.counts.unsound == 1 && bench.core.counts.failed == 1)
        #expect(bench.events.contains(.unsound(batch: batch, members: 1)))
        #expect(bench.live.isEmpty)
    }

    @Test func `waits a second before it registers with whoever follows a goodbye`() {
        var bench = established()
        bench.say(.goodbye(Goodbye(reason: .finished)))
        bench.run(until: bench.now + .milliseconds(999))
        #expect(bench.opened == [1])
        bench.run(until: bench.now + .milliseconds(1))
        #expect(bench.opened == [1, 2])
    }

    @Test func `drops what waited and what ran when its session is lost`() {
        var bench = established()
        bench.batch([900])
        bench.batch([900])
        bench.run(until: bench.now + .milliseconds(700))
        #expect(bench.core.counts.orphaned == 1, "the waiting one; the running one runs on")
        #expect(!bench.core.isEstablished)
        bench.run(until: bench.now + .milliseconds(200))
        #expect(bench.opened == [1, 2])
        bench.establish()
        let fresh = bench.batch([900])
        #expect(bench.executions.count == 1, "it waits for the old one to end")
        bench.execute { _ in nil }
        #expect(bench.results.isEmpty && bench.core.counts.orphaned == 2)
        bench.execute { _ in nil }
        #expect(bench.results.map(\.batch) == [fresh] && bench.live.isEmpty)
    }

    @Test func `registers again at once when the coordinator does not know it`() {
        var bench = established()
        bench.pass(700)
        bench.say(.heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 1)))
        let refuse = Refuse(
            reason: .unknownSession, retryAfter: .zero, acceptedMajor: 1, acceptedMinor: 0,
            acceptedBundle: nil)
        bench.say(.refuse(refuse))
        #expect(bench.sent.last?.message.kind == .register)
        bench.welcome()
        #expect(bench.core.isEstablished)
    }

    @Test func `counts bytes that are no frame and goes on`() {
        var bench = established()
        bench.handle(.undecodable(.wrongMagic(1)))
        #expect(bench.core.counts.undecodableFrames == 1 && bench.core.isEstablished)
    }

    @Test func `drains: says so, finishes what it has, says goodbye`() {
        var bench = established()
        bench.batch([100])
        bench.batch([100])
        bench.handle(.drain)
        #expect(bench.sent.last?.message == .drain && !bench.isFinished)
        bench.execute { _ in nil }
        #expect(!bench.isFinished)
        bench.execute { _ in nil }
        #expect(bench.results.count == 2 && bench.isFinished)
        #expect(bench.sent.last?.message == .goodbye(Goodbye(reason: .finished)))
        #expect(bench.core.wakeup == nil)
    }

    @Test func `leaves after its last result when the coordinator asks it to`() {
        var bench = established()
        bench.batch([100])
        bench.say(.drain)
        #expect(!bench.isFinished && bench.events.contains(.coordinatorDraining))
        bench.execute { _ in nil }
        #expect(bench.results.count == 1 && bench.isFinished)
        #expect(bench.sent.last?.message == .goodbye(Goodbye(reason: .finished)))
    }

    @Test func `leaves at once when it is asked to while it has no session`() {
        var bench = Bench()
        bench.handle(.start)
        bench.handle(.drain)
        #expect(bench.isFinished)
    }

    @Test(arguments: 0..<12) func `ends each latent and releases each payload once`(run: Int) {
        let seed = Seed(0x3081 + UInt64(run))
        print("WorkerCoreTests seed \(seed.value)")
        var random = seed.stream("coordinator")
        var bench = Bench(seed: seed.value)
        bench.establish()
        for _ in 0..<2_000 {
            bench.run(until: bench.now + .microseconds(Int64(random.integer(in: 0..<8_000))))
            switch random.integer(in: 0..<40) {
            case 0 where random.chance(0.2): bench.handle(.connectionClosed(bench.opened.last ?? 0))
            case 1: bench.handle(.undecodable(.unknownFlags(2)))
            case 2..<16 where bench.core.isEstablished:
                bench.batch(
                    (0..<random.integer(in: 1..<7)).map { _ in
                        Int64(random.integer(in: 0..<40))
                    })
            case 16..<30:
                let outcomes: [ExecutionResult.Member?] = [nil, .unsound, .malformed, .failed]
                let shift = random.integer(in: 0..<4)
                bench.execute { outcomes[($0 + shift) % 4] }
            default:
                if bench.core.isEstablished {
                    bench.say(.heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 1)))
                } else {
                    bench.establish()
                }
            }
        }
        #expect(bench.core.counts.answered > 50, "seed \(seed.value)")
        #expect(bench.core.counts.orphaned > 0, "seed \(seed.value)")
        bench.handle(.drain)
        bench.execute { _ in nil }
        bench.execute { _ in nil }
        #expect(bench.isFinished && bench.live.isEmpty, "seed \(seed.value)")
        #expect(bench.core.counts.held == 0, "seed \(seed.value)")
    }

    @Test func `a member's links are read with it and released with it`() throws {
        var bench = Bench()
        bench.establish()
        bench.batch([100, 100], links: 3)
        let execution = try #require(bench.running)
        #expect(execution.members.map(\.payloads.count) == [4, 4])
        #expect(Set(execution.members.flatMap(\.payloads)).count == 8)
        bench.execute { _ in nil }
        #expect(bench.live.isEmpty)
        // One part short of what the links say.
        bench.batch([100, 100], parts: 7, links: 3)
        #expect(bench.running == nil && bench.live.isEmpty)
        #expect(bench.core.counts.turnedAway == 1)
    }
}
