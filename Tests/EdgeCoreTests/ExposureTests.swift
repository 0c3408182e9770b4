import EdgeCore
import Failsafe
import Randomness
import SansIO
import Testing
import Timekeeping
import Wire

@Suite struct ExposureTests {
    @Test func `a latent carries the stamp of the exposure and what its budget then has left`()
        throws
    {
        var bench = Bench(seed: Seed(71)) { _ in }
        // Between the bench's own captures, when the last of them is answered.
        bench.run(milliseconds: 3_080)
        let exposure = bench.now - Interval.milliseconds(20)
        bench.capture(exposedAt: exposure)
        let stamps = bench.sent.count
        bench.run(milliseconds: 60)
        let latent = try #require(bench.sent[stamps...].first { $0.message.kind == .latent })
        guard case .latent(let header) = latent.message else { return }
        #expect(header.captureStamp == exposure.nanoseconds)
        // 20 ms late, 10 ms for the head and 5 ms for the encoder: the budget says so.
        #expect(header.budget == .milliseconds(400 - 35))
    }

    @Test func `after a stall of 300 ms the plan's age is counted from the exposure`() throws {
        var bench = Bench(seed: Seed(72)) { _ in }
        // No captures of its own before: the news of the first one is 300 ms late.
        let exposure = bench.now - Interval.milliseconds(300)
        bench.capture(exposedAt: exposure)
        bench.run(milliseconds: 40)
        let ages = bench.events.compactMap { event -> Interval? in
            if case .localPlanTaken(_, let age) = event { age } else { nil }
        }
        #expect(ages.first == .milliseconds(310))
        #expect(bench.core.localPlan?.captureTime == exposure)
    }

    @Test func `an exposure that cannot be true is rejected with its cause and counted`() {
        let now = Instant.milliseconds(1_000)
        let cases: [(Instant, ExposureRejection?)] = [
            (now + Interval.nanoseconds(1), .inFuture), (.distantFuture, .inFuture), (.origin, nil),
            (now - EdgeCore.Limits.exposureAge, nil), (now, nil),
        ]
        for (exposure, rejection) in cases {
            var bench = Bench(seed: Seed(73)) { _ in }
            #expect(bench.now == now)
            bench.capture(exposedAt: exposure)
            check(bench, rejection)
        }
        var bench = Bench(seed: Seed(74)) { _ in }
        bench.run(milliseconds: 1_000)
        bench.capture(exposedAt: bench.now - EdgeCore.Limits.exposureAge - Interval.nanoseconds(1))
        check(bench, .tooOld)
        bench.run(milliseconds: 20)
        bench.capture(exposedAt: bench.now)
        bench.capture(exposedAt: bench.now - Interval.nanoseconds(1))
        check(bench, .beforeEarlier)
        bench.capture(exposedAt: bench.now)
        check(bench, .sameAsEarlier)
        #expect(bench.core.fates.rejected == 3)
    }

    /// That the latest capture was rejected so, or that none was.
    private func check(_ bench: Bench, _ rejection: ExposureRejection?) {
        let rejections = bench.events.compactMap { event -> ExposureRejection? in
            if case .fate(_, .rejected(.exposure(let rejection))) = event { rejection } else { nil }
        }
        #expect(rejections.last == rejection)
        #expect(bench.core.fates.rejected == UInt64(rejections.count))
        #expect(bench.core.fates.isBalanced)
        if rejection != nil {
            #expect(bench.core.fates.captured > 0)
            #expect(!bench.heldCaptures.contains(bench.latestCapture), "its bytes are released")
        }
    }
}
