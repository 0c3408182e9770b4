import Failsafe
import Testing
import Wire

@testable import EdgeCore

@Suite struct FateCountTests {
    private let rejections: [PlanRejection] = [
        .wrongShape, .notFinite(step: 1, channel: 2), .beliefNotFinite(index: 0),
        .outOfLimits(step: 3, channel: 0), .rateTooHigh(step: 4, channel: 1), .olderThanCurrent,
        .tooOld, .fromAnotherEpoch, .corrupted, .unsolicited,
    ]
    private var causes: [FateCause] {
        ExposureRejection.allCases.map { .exposure($0) }
            + CameraFault.allCases.map { .picture($0) } + rejections.map { .planRejected($0) }
            + OutcomeCause.allCases.map { .outcome($0) } + [.headFailed, .encodeFailed]
    }

    @Test func `every cause has its own count, and all of them fit the bound and balance`() {
        var counts = FateCounts()
        for cause in causes { counts.count(.rejected(cause)) }
        for cause in [FateCause.noSession, .sessionLost, .unanswered] { counts.count(.lost(cause)) }
        counts.count(.answered)
        counts.captured = UInt64(causes.count) + 4
        #expect(counts.causes.count == causes.count + 3)
        #expect(counts.causes.count <= Limits.fateCauses)
        #expect(counts.causes.allSatisfy { $0.count == 1 })
        #expect(counts.isBalanced)
    }
    @Test func `where in a plan a number was wrong does not make another cause`() {
        var counts = FateCounts()
        for step in 0..<64 {
            counts.count(.rejected(.planRejected(.notFinite(step: step, channel: step % 4))))
        }
        #expect(counts.causes == [CauseCount(name: "rejected:planRejected:notFinite", count: 64)])
        #expect(counts.rejected == 64)
    }
}
