import EdgeCore
import Failsafe
import Motion
import Randomness
import SansIO
import Session
import Testing
import Timekeeping
import Wire

/// A device that is asked for another pace, with a camera of 10 Hz and plans that are 55 ms old
/// when they come.
@Suite struct PacingTests {
    private func pace(
        _ period: Int64, origin: Instant = .origin, credit: UInt16 = 1,
        _ reason: PaceReason = .overload
    ) -> Message {
        .pace(
            Pace(
                capturePeriod: .milliseconds(period), credit: credit, reason: reason,
                origin: origin.nanoseconds))
    }
    /// A car that the cloud drives.
    private func driving(
        seed: UInt64 = 1, adjust: (inout EdgeConfiguration) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench(seed: Seed(seed)) {
            $0.failsafe.fallbackBudget = .seconds(30)
            adjust(&$0)
        }
        bench.run(milliseconds: 5_000)
        return bench
    }
    private func stamps(_ bench: Bench, after count: Int) -> [Instant] {
        bench.sent.dropFirst(count).compactMap {
            guard case .latent(let latent) = $0.message else { return nil }
            return Instant(nanoseconds: latent.captureStamp)
        }
    }
    private func gaps(_ bench: Bench, after count: Int) -> [Int] {
        let stamps = stamps(bench, after: count)
        return zip(stamps, stamps.dropFirst()).map { Int(($1 - $0).milliseconds) }
    }

    @Test func `a camera that runs freely has every other capture skipped, and all are counted`() {
        var bench = driving()
        let (before, sent) = (bench.core.fates, bench.sent.count)
        bench.say(pace(200, origin: .milliseconds(100)))
        bench.run(milliseconds: 10_000)
        let fates = bench.core.fates
        #expect((49...51).contains(fates.skipped) && before.skipped == 0)
        #expect((49...51).contains(fates.answered - before.answered))
        #expect(fates.isBalanced && fates.captured - before.captured == 100)
        let stamps = stamps(bench, after: sent).dropFirst(2).map(\.nanoseconds)
        #expect(stamps.count > 45 && stamps.allSatisfy { $0 % 200_000_000 == 100_000_000 })
        #expect(bench.core.counts.paces == 1 && bench.core.counts.pacesExceeded == 0)
        #expect(fates.named.first { $0.name == "skipped" }?.count == fates.skipped)
        #expect(bench.heldCaptures.count <= 1)
        let agreed = bench.events.compactMap {
            if case .paceChanged(let pace) = $0 { pace } else { nil }
        }
        #expect(agreed.map(\.period) == [.milliseconds(200)] && agreed.map(\.reason) == [.overload])
    }
    @Test func `freed again it takes each capture, and one faster than its own changes nothing`() {
        var bench = driving()
        bench.say(pace(200))
        bench.run(milliseconds: 2_000)
        let skipped = bench.core.fates.skipped
        bench.say(pace(100, .relieved))
        bench.run(milliseconds: 2_000)
        #expect((9...10).contains(skipped) && bench.core.fates.skipped - skipped <= 1)
        let sent = bench.sent.count
        bench.say(pace(10, .relieved))
        bench.run(milliseconds: 2_000)
        #expect(gaps(bench, after: sent).allSatisfy { $0 == 100 })
        #expect(bench.core.fates.isBalanced)
    }
    @Test func `a pace ends with its session`() {
        var bench = driving()
        bench.say(pace(200))
        bench.run(milliseconds: 2_000)
        let skipped = bench.core.fates.skipped
        bench.give(.connectionClosed(1))
        bench.run(milliseconds: 4_000)
        #expect(bench.core.fates.skipped == skipped && bench.core.isLinked)
        let changes = bench.events.compactMap {
            if case .paceChanged(let pace) = $0 { pace?.period.milliseconds ?? 0 } else { nil }
        }
        #expect(changes == [200, 0])
    }
    @Test func `a pace that comes twice under one number counts once`() {
        var bench = driving()
        let frame = Envelope(epoch: bench.core.epoch, sequence: 90_000, message: pace(200))
        bench.give(.received(frame))
        bench.give(.received(frame))
        #expect(bench.core.counts.paces == 1 && bench.core.sessionCounts.staleSequence == 1)
    }
    @Test(arguments: [false, true])
    func `a pace that is said again, and again with another of its moments, changes nothing`(
        triggers: Bool
    ) {
        func stamps(saying count: UInt64) -> [Instant] {
            var bench = driving { $0.isCameraTriggered = triggers }
            let sent = bench.sent.count
            for index in 0..<count {
                bench.say(pace(150, origin: .milliseconds(20 + index % 3 * 1_500)))
                bench.run(milliseconds: 60)
            }
            bench.run(milliseconds: 6_000 - 60 * Int(count))
            #expect(bench.core.counts.paces == count && bench.triggers.count == (triggers ? 1 : 0))
            #expect(bench.core.fates.isBalanced)
            return self.stamps(bench, after: sent)
        }
        let once = stamps(saying: 1)
        #expect(once.count > 35 && stamps(saying: 100) == once)
    }
    @Test func `said anew each second it moves the phase and is told once`() {
        var bench = driving()
        for second in 0..<5 as Range<UInt64> {
            bench.say(pace(200, origin: .milliseconds(50 + 13 * second)))
            bench.run(milliseconds: 1_000)
        }
        let told = bench.events.count { if case .paceChanged = $0 { true } else { false } }
        #expect(told == 1 && bench.core.counts.paces == 5)
        #expect(bench.core.fates.isBalanced)
    }

    @Test func `one capture a minute is more than a car does: it keeps its slowest and counts`() {
        var bench = driving()
        let (sent, transitions) = (bench.sent.count, bench.transitions.count)
        bench.say(pace(60_000, origin: .milliseconds(59_950)))
        bench.run(milliseconds: 10_000)
        #expect(bench.core.counts.pacesExceeded == 1)
        #expect(gaps(bench, after: sent).dropFirst(2).allSatisfy { $0 == 200 })
        #expect(bench.core.state == .degraded && bench.car.speed > 9)
        #expect(bench.transitions.dropFirst(transitions).map(\.to) == [.degraded])
        let agreed = bench.events.compactMap {
            if case .paceChanged(let pace) = $0 { pace } else { nil }
        }
        #expect(agreed.map(\.isExceeded) == [true])
        #expect(agreed.map(\.phase) == [.milliseconds(150)], "59,950 ms modulo 200")
    }
    @Test(arguments: [false, true])
    func `paces that follow each other do not put the next capture off for ever`(triggers: Bool) {
        var bench = driving { $0.isCameraTriggered = triggers }
        let sent = bench.sent.count
        for _ in 0..<500 {
            // It comes 20 ms later, just too late for a moment of its own.
            bench.say(pace(200, origin: bench.now + .milliseconds(19)))
            bench.run(milliseconds: 20)
        }
        let gaps = gaps(bench, after: sent)
        #expect(gaps.count > 20 && gaps.allSatisfy { (200...500).contains($0) })
        #expect(bench.core.fates.isBalanced)
        #expect(!bench.transitions.contains { $0.to == .fallback })
        #expect(bench.car.speed > 3)
    }
    @Test func `at the slowest pace a latent that comes to nothing does not end the cloud's turn`()
        throws
    {
        var bench = driving { $0.isCameraTriggered = true }
        bench.say(pace(200))
        bench.run(milliseconds: 4_000)
        let (sent, rejected) = (bench.sent.count, bench.core.fates.rejected)
        bench.cloudAnswers = false
        bench.run(milliseconds: 100)
        let latent = try #require(bench.sent.dropFirst(sent).first { $0.message.kind == .latent })
        guard case .latent(let header) = latent.message else { return }
        bench.say(
            .outcome(
                Outcome(
                    captureStamp: header.captureStamp, latentSequence: latent.sequence,
                    fate: .failed, cause: .workerLost, reference: nil)))
        bench.cloudAnswers = true
        bench.run(milliseconds: 4_000)
        #expect(bench.core.fates.rejected == rejected + 1)
        #expect(!bench.transitions.contains { $0.to == .fallback })
        #expect(bench.core.state == .degraded && bench.car.speed > 8)
    }
    @Test
    func `an age that the pace brings makes no latent coarser, one that the link brings does`() {
        func multipliers(_ answerTime: Interval) -> Set<UInt16> {
            var bench = driving { $0.isCameraTriggered = true }
            bench.answerTime = answerTime
            bench.run(milliseconds: 2_000)
            let sent = bench.sent.count
            bench.say(pace(200))
            bench.run(milliseconds: 6_000)
            #expect(bench.core.state == .degraded)
            return Set(
                bench.sent.dropFirst(sent).compactMap {
                    if case .latent(let latent) = $0.message {
                        latent.latents.leading.multiplier
                    } else {
                        nil
                    }
                }.dropFirst(2))
        }
        #expect(multipliers(.milliseconds(40)) == [0x100])
        #expect(multipliers(.milliseconds(120)) == [0x200])
    }

    @Test func `a camera that is triggered is told when and how often, and nothing is skipped`() {
        var bench = driving { $0.isCameraTriggered = true }
        let sent = bench.sent.count
        bench.say(pace(150, origin: .milliseconds(70)))
        bench.run(milliseconds: 3_000)
        #expect(bench.triggers.count == 1)
        #expect(bench.triggers.first?.period == .milliseconds(150))
        #expect(bench.core.fates.skipped == 0 && bench.core.fates.isBalanced)
        // The bench looks each 20 ms.
        #expect(gaps(bench, after: sent).dropFirst(2).allSatisfy { (140...160).contains($0) })
        bench.give(.connectionClosed(1))
        bench.run(milliseconds: 3_000)
        #expect(bench.triggers.last?.period == .milliseconds(100) && bench.triggers.count == 2)
    }
    @Test func `the next capture is at the first of the pace's moments that is not past`() {
        var bench = driving { $0.isCameraTriggered = true }
        let now = bench.now
        func next(_ origin: Instant) -> Interval? {
            let message = pace(200, origin: origin)
            bench.give(
                .received(
                    Envelope(
                        epoch: bench.core.epoch, sequence: 90_000 + bench.core.counts.paces,
                        message: message)))
            return bench.triggers.last.map { $0.next - now }
        }
        #expect(next(now + .milliseconds(70)) == .milliseconds(70))
        #expect(next(now) == .zero)
        #expect(next(now + .nanoseconds(1)) == .nanoseconds(1))
        #expect(next(now - .nanoseconds(1)) == .milliseconds(200) - .nanoseconds(1))
        #expect(next(now + .milliseconds(170 + 36_000_000)) == .milliseconds(170))
        #expect(next(now - .milliseconds(5_830)) == .milliseconds(170), "the same again")
        #expect(next(.distantFuture - .milliseconds(200)) == next(.distantFuture))
        let last = next(.distantFuture) ?? .zero
        #expect((Instant.distantFuture.nanoseconds - (now + last).nanoseconds) % 200_000_000 == 0)
    }
    @Test(arguments: [10, 40, 90] as [Int64])
    func `however long it is under way, captures are due at the same moments`(late: Int64) throws {
        var bench = driving { $0.isCameraTriggered = true }
        bench.answerTime = .milliseconds(2 * late)
        let origin = try #require(stamps(bench, after: 0).last) + .milliseconds(130)
        bench.say(pace(200, origin: origin))
        bench.run(milliseconds: 400)
        let sent = bench.sent.count
        bench.run(milliseconds: 4_000)
        let stamps = stamps(bench, after: sent)
        // The bench looks each 20 ms.
        #expect(stamps.count > 15)
        #expect(stamps.allSatisfy { ($0 - origin).nanoseconds % 200_000_000 < 20_000_000 })
    }

    @Test(
        arguments: [(50, 100), (100, 200), (150, 200), (200, 200), (400, 400)] as [(Int64, Int64)])
    func `the slowest pace is twice the own, unless the failsafe's ages say less`(
        own: Int64, slowest: Int64
    ) throws {
        let bundle = try #require(BundleID(bytes: Array(repeating: 1, count: 32)))
        var configuration = EdgeConfiguration.car(
            name: "car", bundle: bundle, planLimits: .compactCar,
            rates: RateConfiguration.unmeasured)
        configuration.capturePeriod = .milliseconds(own)
        #expect(configuration.slowestCapturePeriod == .milliseconds(slowest))
    }
}
