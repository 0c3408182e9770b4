import CoordinatorCore
import EdgeCore
import Failsafe
import NetworkModel
import Randomness
import Simulation
import Testing
import Timekeeping
import WorkerCore
import Worlds

/// Drives over links like the shipped ones.
@Suite struct LinkDriveTests {
    private func drive(
        _ conditions: LinkConditions, seed: UInt64 = 3, changes: [TimedLinkChange] = []
    ) throws -> DriveOutcome {
        let outcome = try Drives.drive("mixed", seed: seed, seconds: 20) {
            $0.deviceLink = LinkCourse(conditions, changes: changes)
        }
        #expect(outcome.isClean)
        #expect(outcome.fates.isBalanced && outcome.coordinator.isBalanced)
        #expect(outcome.worker.isBalanced)
        return outcome
    }

    @Test func `over a link that loses a twentieth the cloud drives, if sometimes late`() throws {
        var conditions = DriveConfiguration.cellular
        conditions.up.loss = .independent(0.05)
        conditions.down.loss = .independent(0.05)
        let outcome = try drive(conditions)
        #expect(outcome.deviceLink.segmentsLost > 10)
        #expect(outcome.cloudShare > 0.8)
        let usual = try #require(try drive(DriveConfiguration.cellular).planAgeAtArrival)
        let lossy = try #require(outcome.planAgeAtArrival)
        #expect(lossy.p99 > usual.p99)
    }

    @Test(arguments: LinkDirection.allCases)
    func `a cut of one direction is as bad as one of both, and over as soon`(
        direction: LinkDirection
    ) throws {
        let cut = TimedLinkChange(at: .seconds(8), direction, .cut(for: .seconds(5)))
        let outcome = try drive(DriveConfiguration.cellular, changes: [cut])
        #expect(outcome.ticks[.localPolicy] > 150 && outcome.story.last == .cloudPlan)
        let recovery = try #require(outcome.recoveries.first ?? nil)
        #expect(recovery < .seconds(1))
    }

    @Test func `a thin link carries what fits, in smaller latents or fewer`() throws {
        // A packet every 100 ms: 120 kbit/s.
        let text = (1...10).map { "\($0 * 100)\n" }.joined()
        let trace = try DeliveryTrace(text: Array(text.utf8))
        var conditions = DriveConfiguration.cellular
        conditions.up.rate = .trace(trace, offset: .zero)
        conditions.up.queue = LinkQueue(byteLimit: 15_000, discipline: .dropTail)
        let outcome = try drive(conditions)
        #expect(outcome.fates.answered > 50)
        #expect(outcome.ticks[.cloudPlan] > 200)
    }

    @Test func `when nothing is carried for good the car ends standing`() throws {
        let cut = LinkDirection.allCases.map {
            TimedLinkChange(at: .seconds(6), $0, .cut(for: .max))
        }
        let outcome = try Drives.drive("town", seed: 7, seconds: 30) {
            $0.deviceLink.changes = cut
            $0.edge.failsafe.fallbackBudget = .seconds(4)
            $0.edge.failsafe.releasePolicy = .operatorRelease
        }
        #expect(outcome.isClean && outcome.state == .minimalRiskCondition)
        #expect(outcome.speed == 0 && outcome.recoveries == [nil])
    }

    @Test func `the cuts of a course are merged, and healing ends them`() {
        func change(
            _ at: Int64, _ direction: LinkDirection, _ change: LinkChange
        ) -> TimedLinkChange { TimedLinkChange(at: .seconds(at), direction, change) }
        let course = LinkCourse(
            .perfect,
            changes: [
                change(1, .up, .cut(for: .seconds(3))), change(2, .down, .cut(for: .seconds(4))),
                change(10, .up, .cut(for: .max)), change(12, .up, .heal),
                change(20, .down, .handover(gap: .seconds(1), isLossy: true, extra: .zero)),
                change(30, .down, .handover(gap: .seconds(1), isLossy: false, extra: .zero)),
            ])
        #expect(
            course.cuts == [
                LinkCut(from: .seconds(1), until: .seconds(6)),
                LinkCut(from: .seconds(10), until: .seconds(12)),
                LinkCut(from: .seconds(20), until: .seconds(21)),
            ])
    }
}
