import EdgeCore
import Failsafe
import NetworkModel
import Simulation
import Testing
import Timekeeping

/// Tombolo's drives as measures.
@Suite struct ClosedLoopMeasureTests {
    @Test func `who drove and what the failsafe was in add up to the scored time`() throws {
        let outcome = try Drives.drive(
            "town", seed: 7, seconds: 16, outages: [Drives.outage(8, 11)]
        ) { $0.scoredFrom = .seconds(5) }
        let whole = try Drives.drive("town", seed: 7, seconds: 16, outages: [Drives.outage(8, 11)])
        #expect(outcome.digest == whole.digest)
        let measures = DriveMeasures(
            scenario: "town", seed: 7, outcome: outcome, scoredFrom: .seconds(5))
        #expect(measures.seconds == 11 && measures.ticks == 550 && measures.isClean)
        #expect(abs(measures.drivers.reduce(0) { $0 + $1.seconds } - 11) < 1e-9)
        #expect(abs(measures.states.reduce(0) { $0 + $1.seconds } - 11) < 1e-9)
        #expect(measures.drivers.first?.name == "cloudPlan")
        let fallback = measures.states.first { $0.name == "fallback" }?.seconds ?? 0
        let local = measures.drivers.first { $0.name == "localPolicy" }?.seconds ?? 0
        #expect(fallback > 3 && fallback < 5 && local == fallback)
        #expect(!measures.endedLatched && !measures.spentBudget)
        #expect(measures.ages.total > 0 && measures.ages.total < 400)
    }

    @Test func `a drive whose link is lost for good ends latched with its budget spent`() throws {
        let outcome = try Drives.drive("town", seed: 7, seconds: 30) {
            $0.deviceLink = LinkCourse(.perfect, changes: []).beginning(
                at: .seconds(5), after: .perfect
            ).cut(from: .seconds(5), for: .max)
            $0.edge.failsafe.fallbackBudget = .seconds(4)
            $0.scoredFrom = .seconds(5)
        }
        let measures = DriveMeasures(
            scenario: "town", seed: 7, outcome: outcome, scoredFrom: .seconds(5))
        #expect(measures.endedLatched && measures.spentBudget && measures.isClean)
        #expect(
            measures.states.map(\.name) == [
                "nominal", "degraded", "fallback", "manoeuvre", "condition",
            ])
    }

    @Test func `a course begins after what was before it`() {
        let bad = LinkConditions(
            up: DirectionConditions(delay: .seconds(1)), down: .perfect)
        let course = LinkCourse(bad, changes: []).cut(from: .seconds(2), for: .seconds(1))
            .beginning(at: .seconds(5), after: .perfect)
        #expect(course.conditions == .perfect)
        #expect(course.changes.map(\.at) == [.seconds(5), .seconds(5), .seconds(7), .seconds(7)])
        #expect(course.changes.first?.change == .conditions(bad.up))
    }
}
