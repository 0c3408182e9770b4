import EdgeCore
import Failsafe
import Motion
import Randomness
import SansIO
import Session
import Testing
import Timekeeping
import Wire

@Suite struct EdgeMachineTests {
    @Test func `a good link drives by the cloud`() throws {
        var bench = Bench(seed: Seed(1)) { _ in }
        bench.run(milliseconds: 10_000)
        #expect(bench.story == [.nobody, .cloudPlan])
        #expect(abs(bench.car.speed - 10) < 0.3)
        #expect(abs(bench.car.pose.y) < 0.01)
        #expect(bench.rejections.isEmpty)
        let timing = try #require(
            bench.events.compactMap {
                if case .cloudPlanTaken(_, let timing) = $0 { timing } else { nil }
            }.last)
        #expect(timing.age == .milliseconds(55))
        #expect(timing.edgeTime == .milliseconds(15))
        #expect(timing.linkTime == .milliseconds(35))
        #expect(bench.core.fates.answered > 90)
        #expect(bench.core.fates.isBalanced)
    }

    @Test func `a cut link is held, then local, and comes back after ten fresh plans`() {
        var bench = Bench(seed: Seed(2)) { $0.failsafe.fallbackBudget = .seconds(30) }
        bench.run(milliseconds: 8_000)
        bench.link = false
        bench.run(milliseconds: 6_000)
        #expect(bench.story == [.nobody, .cloudPlan, .heldPlan, .localPolicy])
        #expect(bench.core.isLinked == false)
        // The local policy's envelope is reduced; it slows down gently.
        #expect(bench.car.speed < 7.3 && bench.car.speed > 6)
        #expect(bench.commands.suffix(250).allSatisfy { $0.drive.acceleration > -1.8 })
        bench.link = true
        bench.run(milliseconds: 5_000)
        #expect(bench.story.suffix(2) == [.localPolicy, .cloudPlan])
        #expect(bench.core.state == .nominal)
        let counts = bench.core.fates
        #expect(counts.lost > 40)
        #expect(counts.isBalanced)
        #expect(bench.sent.filter { $0.epoch != bench.core.epoch }.count > 0)
    }

    @Test func `captures go on without a session, but nothing is encoded`() {
        var bench = Bench(seed: Seed(3)) { _ in }
        bench.link = false
        bench.run(milliseconds: 5_000)
        #expect(bench.core.fates.lost >= 48)
        #expect(!bench.sent.contains { $0.message.kind == .latent })
        #expect(bench.core.localPlan != nil)
        // One at the head, and the newest, which waits for a session.
        #expect(bench.heldCaptures.count <= 2)
    }
    @Test func `what waits when a session is there goes at once`() throws {
        var bench = Bench(seed: Seed(3)) { _ in }
        bench.link = false
        bench.run(milliseconds: 5_000)
        bench.link = true
        while !bench.core.isLinked, bench.now < .milliseconds(20_000) {
            bench.run(milliseconds: 20)
        }
        let established = bench.now
        bench.run(milliseconds: 40)
        let latent = try #require(bench.sent.first { $0.message.kind == .latent })
        guard case .latent(let header) = latent.message else { return }
        #expect(header.captureStamp < established.nanoseconds)
        #expect(bench.core.fates.isBalanced)
    }
    @Test func `a capture that no session came for in its time is lost`() {
        var bench = Bench(seed: Seed(3)) { _ in }
        bench.link = false
        bench.run(milliseconds: 1_000)
        bench.camera = .stalled
        bench.run(milliseconds: 600)
        #expect(bench.heldCaptures.isEmpty && bench.core.fates.pending == 0)
        #expect(bench.core.fates.lost == bench.core.fates.captured)
    }
    @Test func `shut down without a session, it keeps nothing that waits for one`() {
        var bench = Bench(seed: Seed(3)) { _ in }
        bench.link = false
        bench.run(milliseconds: 1_000)
        bench.give(.shutdown)
        #expect(bench.core.fates.pending <= 1, "the head may be running")
        bench.run(milliseconds: 60)
        #expect(bench.heldCaptures.isEmpty && bench.core.fates.pending == 0)
    }

    @Test func `a plan with NaN is refused and counted, and the car drives on`() {
        var bench = Bench(seed: Seed(4)) { _ in }
        bench.run(milliseconds: 6_000)
        bench.spoil = { values in
            var values = values
            values.steps[9] = .nan
            return values
        }
        bench.run(milliseconds: 100)
        bench.spoil = nil
        bench.run(milliseconds: 2_000)
        #expect(bench.rejections == [.notFinite(step: 2, channel: 1)])
        #expect(bench.core.fates.rejected == 1)
        #expect(bench.core.fates.isBalanced)
        // The plan before goes on; it gets old enough for a short time to be called held.
        #expect(bench.drivers.suffix(105).allSatisfy { $0 == .cloudPlan || $0 == .heldPlan })
        #expect(bench.core.state == .nominal)
        #expect(bench.commands.allSatisfy { $0.drive.steeringAngle.isFinite })
    }

    @Test func `a cloud that only sends broken plans loses the wheel to the local policy`() {
        var bench = Bench(seed: Seed(5)) { $0.failsafe.fallbackBudget = .seconds(30) }
        bench.run(milliseconds: 6_000)
        bench.spoil = { PlanValues(steps: Array($0.steps.dropLast(4)), beliefs: $0.beliefs) }
        bench.run(milliseconds: 500)
        #expect(bench.core.state == .fallback)
        #expect(bench.rejections.prefix(3) == [.wrongShape, .wrongShape, .wrongShape])
    }

    @Test func `a plan of several groups is refused by its cause and tells against the model`() {
        var bench = Bench(seed: Seed(64)) { $0.failsafe.fallbackBudget = .seconds(30) }
        bench.run(milliseconds: 6_000)
        // The first group is the car's own and its numbers are sound: the others alone tell.
        bench.otherGroups = [
            ChannelGroup(
                firstStep: .milliseconds(20), step: .milliseconds(10), stepCount: 50,
                channelCount: 7)
        ]
        bench.run(milliseconds: 500)
        #expect(bench.rejections.prefix(3) == [.wrongShape, .wrongShape, .wrongShape])
        let causes = bench.core.fates.causes.filter { $0.name.hasPrefix("rejected") }
        #expect(causes.map(\.name) == ["rejected:planRejected:wrongShape"])
        #expect(causes.map(\.count) == [UInt64(bench.rejections.count)])
        #expect(bench.core.fates.isBalanced)
        #expect(bench.core.state == .fallback)
        let changes = bench.events.compactMap {
            if case .failsafe(let change) = $0 { change.cause } else { nil }
        }
        #expect(changes.last == .unsoundPlans)
    }

    @Test func `a corrupted payload counts against the plan, an unknown answer against nobody`() {
        var bench = Bench(seed: Seed(6)) { _ in }
        bench.run(milliseconds: 3_000)
        bench.cloudAnswers = false
        bench.run(milliseconds: 100)
        let latent = bench.sent.last { $0.message.kind == .latent }
        guard let latent, case .latent(let header) = latent.message else {
            Issue.record("no latent was sent")
            return
        }
        let answer = { (stamp: UInt64, sequence: UInt64) in
            Envelope(
                epoch: bench.core.epoch, sequence: sequence,
                message: .plan(
                    PlanHeader(
                        captureStamp: stamp, latentSequence: latent.sequence, queueTime: .zero,
                        computeTime: .zero, firstStep: .milliseconds(100),
                        step: .milliseconds(100), stepCount: 25, channelCount: 4, beliefCount: 3,
                        modelVersion: 1, payloadChecksum: 0, reference: nil)))
        }
        let foreign = answer(header.captureStamp + 1, 5_000)
        let own = answer(header.captureStamp, 5_001)
        bench.give(.planArrived(foreign, .corrupted))
        bench.give(.planArrived(own, .corrupted))
        bench.give(.planArrived(own, .corrupted))
        #expect(bench.rejections == [.unsolicited, .corrupted])
        #expect(bench.core.fates.rejected == 1)
        #expect(bench.core.sessionCounts.staleSequence == 1)
        #expect(bench.core.counts.unsolicited == 1)
        #expect(
            bench.core.fates.causes.filter { $0.name.hasPrefix("rejected") } == [
                CauseCount(name: "rejected:planRejected:corrupted", count: 1)
            ])
        #expect(bench.core.fates.isBalanced)
    }

    @Test func `told to stop it stops along the cloud's plans and stays linked`() {
        var bench = Bench(seed: Seed(62)) { _ in }
        bench.run(milliseconds: 8_000)
        let answered = bench.core.fates.answered
        let (start, speed) = (bench.car.pose.x, bench.car.speed)
        bench.give(.operatorCommand(.disarm))
        bench.run(milliseconds: 20_000)
        // No more road than its shape says, but for the ticks until the brakes take hold.
        let stop = FailsafeConfiguration.car.comfortableStop
        #expect(bench.car.pose.x - start <= stop.metres(from: speed) + 2)
        #expect(bench.core.state == .minimalRiskCondition)
        #expect(bench.story == [.nobody, .cloudPlan, .stopping, .standstill])
        #expect(abs(bench.car.speed) < 0.01)
        #expect(
            bench.commands.allSatisfy { $0.drive.acceleration >= -1.2 || $0.driver != .stopping })
        #expect(bench.core.isLinked)
        #expect(bench.core.fates.answered > answered + 150)
        let followed = bench.commands.filter { $0.driver == .stopping }.map(\.plan?.epoch)
        #expect(followed.count > 400)
        #expect(
            followed.allSatisfy { $0 == bench.core.epoch }, "the cloud's, not the local policy's")
    }

    @Test func `told to stop without the cloud it stops along the local policy's plans`() {
        var bench = Bench(seed: Seed(63)) { $0.failsafe.fallbackBudget = .seconds(30) }
        bench.run(milliseconds: 8_000)
        bench.link = false
        bench.run(milliseconds: 2_000)
        #expect(bench.core.state == .fallback)
        bench.give(.operatorCommand(.disarm))
        bench.run(milliseconds: 15_000)
        #expect(bench.core.state == .minimalRiskCondition)
        let followed = bench.commands.filter { $0.driver == .stopping }.map(\.plan?.epoch)
        #expect(followed.count > 300)
        #expect(followed.allSatisfy { $0 == 0 }, "the local policy's plans carry no epoch")
    }

    @Test func `never sends a latent beside one whose budget is not spent: its credit is one`() {
        var bench = Bench(seed: Seed(61)) { _ in }
        bench.run(milliseconds: 3_000)
        bench.cloudAnswers = false
        bench.run(milliseconds: 5_000)
        let stamps = bench.sent.compactMap { envelope -> UInt64? in
            if case .latent(let header) = envelope.message { header.captureStamp } else { nil }
        }
        // Without an answer the next capture goes out no sooner than the budget of 400 ms.
        let silent = stamps.filter { $0 > 4_200_000_000 }
        #expect(silent.count >= 10)
        #expect(zip(silent.dropFirst(), silent).allSatisfy { $0 - $1 >= 300_000_000 })
        #expect(bench.core.fates.isBalanced)
    }

    @Test(arguments: [(credit: 1, known: true), (2, false), (2, true), (9, true)])
    func `a second latent goes once the first must have arrived, credit permitting`(
        credit: Int, known: Bool
    ) throws {
        var bench = Bench(seed: Seed(62)) { _ in }
        bench.credit = UInt16(credit)
        bench.echoes = known
        bench.run(milliseconds: 3_000)
        bench.queueTime = .milliseconds(250)
        bench.run(milliseconds: 3_000)
        let stamps = bench.sent.compactMap { envelope -> UInt64? in
            if case .latent(let header) = envelope.message { header.captureStamp } else { nil }
        }
        // The answer takes longer than two periods, the round trip less than one.
        let gaps = zip(stamps.dropFirst(), stamps).filter { $1 > 4_500_000_000 }.map { $0 - $1 }
        let mean = gaps.reduce(0, +) / UInt64(max(gaps.count, 1))
        let isDouble = credit > 1 && known
        #expect(isDouble ? mean < 160_000_000 : mean > 240_000_000, "\(gaps)")
        #expect(gaps.allSatisfy { $0 >= 90_000_000 })
        #expect(bench.core.fates.isBalanced)
        #expect(bench.rejections.isEmpty)
    }

    @Test func `where the round trip is longer than the period, a second latent goes halfway`() {
        var bench = Bench(seed: Seed(63)) { _ in }
        (bench.credit, bench.echoes) = (2, true)
        bench.answerTime = .milliseconds(200)
        bench.run(milliseconds: 6_000)
        let stamps = bench.sent.compactMap { envelope -> UInt64? in
            if case .latent(let header) = envelope.message { header.captureStamp } else { nil }
        }
        // An answer takes 205 ms: without a second one in flight, a plan came every 300.
        let gaps = zip(stamps.dropFirst(), stamps).filter { $1 > 4_500_000_000 }.map { $0 - $1 }
        #expect(gaps.count >= 18 && gaps.allSatisfy { (90_000_000...210_000_000).contains($0) })
        #expect(gaps.reduce(0, +) / UInt64(max(gaps.count, 1)) < 130_000_000, "\(gaps)")
        #expect(bench.core.fates.isBalanced && bench.rejections.isEmpty)
    }

    @Test func `an older plan never replaces a newer one`() {
        var bench = Bench(seed: Seed(7)) { _ in }
        bench.answerTime = .milliseconds(440)
        bench.run(milliseconds: 4_000)
        bench.answerTime = .milliseconds(40)
        bench.run(milliseconds: 4_000)
        var last: FollowedPlan?
        for plan in bench.commands.compactMap(\.plan) where plan.epoch != 0 {
            if let last, last.epoch == plan.epoch { #expect(plan.sequence >= last.sequence) }
            last = plan
        }
        #expect(last != nil)
        #expect(bench.core.fates.answeredLate > 0)
        #expect(bench.core.fates.isBalanced)
    }

    @Test func `no plans at all stop the car, and a command comes on every tick`() {
        var bench = Bench(seed: Seed(8)) { _ in }
        bench.run(milliseconds: 8_000)
        bench.link = false
        bench.policy = false
        bench.run(milliseconds: 12_000)
        #expect(bench.car.speed == 0)
        #expect(bench.core.state == .minimalRiskCondition)
        #expect(bench.commands.count == 1_000)
        #expect(bench.story.suffix(2) == [.stopping, .standstill])
    }

    @Test func `a spent budget stops the car along the local policy's path`() {
        var bench = Bench(seed: Seed(9)) { $0.failsafe.fallbackBudget = .seconds(2) }
        bench.run(milliseconds: 8_000)
        bench.link = false
        bench.run(milliseconds: 20_000)
        #expect(bench.core.state == .minimalRiskCondition)
        #expect(bench.car.speed == 0)
        let stopping = bench.commands.filter { $0.driver == .stopping }
        #expect(stopping.allSatisfy { $0.plan != nil && $0.drive.acceleration <= 0 })
        #expect(stopping.map(\.drive.acceleration).min() ?? 0 > -1.6)
    }

    @Test func `holds still before any plan, with the brake on`() {
        var bench = Bench(seed: Seed(10)) { _ in }
        bench.link = false
        bench.policy = false
        bench.run(milliseconds: 1_000)
        #expect(bench.commands.count == 50)
        #expect(bench.commands.allSatisfy { $0.drive.acceleration < 0 && $0.driver == .nobody })
        #expect(bench.commands.allSatisfy { $0.drive.steeringAngle == 0 })
    }

    @Test func `waits for its operator unless it arms itself`() {
        var bench = Bench(seed: Seed(11)) { $0.armsItself = false }
        bench.run(milliseconds: 4_000)
        #expect(bench.story == [.nobody])
        bench.give(.operatorCommand(.arm))
        bench.run(milliseconds: 4_000)
        #expect(bench.story == [.nobody, .cloudPlan])
        bench.give(.operatorCommand(.emergencyStop))
        bench.run(milliseconds: 20)
        #expect(bench.core.state == .emergencyStop)
        bench.run(milliseconds: 5_000)
        #expect(bench.car.speed == 0)
        bench.give(.operatorCommand(.emergencyStopCleared))
        bench.give(.operatorCommand(.localReset))
        bench.run(milliseconds: 100)
        #expect(bench.core.state == .standby)
    }

    @Test func `one bad odometry reading is bridged, a tenth of a second of them is not`() {
        var bench = Bench(seed: Seed(12)) { _ in }
        bench.run(milliseconds: 6_000)
        let nonsense = EdgeInput.tick(Odometry(speed: .nan, yawRate: 0))
        bench.later(.milliseconds(5), nonsense)
        bench.run(milliseconds: 200)
        #expect(bench.core.state == .nominal)
        for count in 0..<8 { bench.later(.milliseconds(5 + 20 * Int64(count)), nonsense) }
        bench.run(milliseconds: 20)
        #expect(bench.core.state == .nominal)
        var core = bench.core
        for count in 1...6 {
            core.handle(nonsense, at: bench.now + .milliseconds(20 * Int64(count)))
            while core.nextOutput() != nil {}
        }
        #expect(core.state == .minimalRiskManoeuvre(.emergency))
    }

    @Test func `one latent is in flight, and a lost one frees its place after the budget`() {
        var bench = Bench(seed: Seed(13)) { _ in }
        bench.run(milliseconds: 2_000)
        bench.cloudAnswers = false
        let before = bench.sent.filter { $0.message.kind == .latent }.count
        bench.run(milliseconds: 2_000)
        let stamps = bench.sent.dropFirst(0).compactMap { envelope -> UInt64? in
            if case .latent(let header) = envelope.message { header.captureStamp } else { nil }
        }.dropFirst(before)
        #expect((5...7).contains(stamps.count))
        for (first, second) in zip(stamps, stamps.dropFirst()) {
            #expect(second - first >= 300_000_000)
        }
        #expect(bench.core.fates.superseded > 8)
        #expect(bench.core.fates.lost >= 2)
        #expect(bench.core.fates.isBalanced)
    }

    @Test func `another bundle on the other side takes the wheel from the cloud`() {
        var bench = Bench(seed: Seed(14)) { $0.failsafe.fallbackBudget = .seconds(30) }
        bench.run(milliseconds: 6_000)
        let refuse = Refuse(
            reason: .wrongBundle, retryAfter: .seconds(1), acceptedMajor: 1, acceptedMinor: 0,
            acceptedBundle: nil)
        bench.give(
            .received(Envelope(epoch: bench.core.epoch, sequence: 0, message: .refuse(refuse))))
        bench.run(milliseconds: 20)
        #expect(bench.core.state == .fallback)
    }

    @Test func `the hello says which class the device is of, if it was told one`() {
        for requestClass in [nil, DeviceClass.urgent, .background] {
            var bench = Bench(seed: Seed(18)) { $0.requestClass = requestClass }
            bench.run(milliseconds: 1_000)
            let hellos = bench.sent.compactMap { envelope in
                if case .hello(let hello) = envelope.message { hello } else { nil }
            }
            #expect(hellos.map(\.requestClass) == [requestClass])
        }
    }
    @Test func `shutting down says goodbye and stops comfortably`() {
        var bench = Bench(seed: Seed(15)) { _ in }
        bench.run(milliseconds: 8_000)
        bench.give(.shutdown)
        #expect(bench.sent.last?.message == .goodbye(Goodbye(reason: .finished)))
        bench.run(milliseconds: 16_000)
        #expect(bench.car.speed == 0)
        #expect(bench.core.state == .minimalRiskCondition)
        #expect(bench.core.fates.isBalanced)
    }

    @Test func `an hour's pause ends in a stop, not in a plan of an hour ago`() {
        var bench = Bench(seed: Seed(16)) { _ in }
        bench.run(milliseconds: 8_000)
        var core = bench.core
        core.handle(.tick(Odometry(speed: 10, yawRate: 0)), at: bench.now + .seconds(3_600))
        var commands: [ControlOutput] = []
        while let output = core.nextOutput() {
            if case .command(let command) = output { commands.append(command) }
        }
        #expect(commands.count == 1)
        #expect(commands.first?.driver == .stopping)
        #expect(commands.first?.plan == nil)
        core.handle(.wake, at: bench.now + .seconds(3_600))
        #expect(core.fates.isBalanced)
        #expect(!core.isLinked)
    }

    @Test func `the oldest overdue latent gives way when the list of them is full`() {
        var bench = Bench(seed: Seed(17)) {
            $0.budget = .milliseconds(100)
            $0.patience = .seconds(60)
        }
        bench.run(milliseconds: 2_000)
        bench.cloudAnswers = false
        bench.run(milliseconds: 4_000)
        #expect(bench.core.fates.lost > 0)
        #expect(bench.core.fates.pending >= UInt64(EdgeCore.Limits.overdueLatents))
        #expect(bench.core.fates.pending <= UInt64(EdgeCore.Limits.overdueLatents + 4))
        #expect(bench.core.fates.isBalanced)
    }

    @Test func `a local policy that fails three times costs the full envelope`() {
        var bench = Bench(seed: Seed(18)) { _ in }
        bench.run(milliseconds: 6_000)
        bench.policy = false
        bench.run(milliseconds: 200)
        #expect(bench.core.state == .nominal)
        bench.run(milliseconds: 200)
        #expect(bench.core.state == .degraded)
        #expect(bench.drivers.last == .cloudPlan)
    }
}
