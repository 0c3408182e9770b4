import NetworkModel
import Randomness
import Testing
import Timekeeping
import Worlds

@testable import EdgeCore
@testable import Failsafe
@testable import Simulation

/// Seeded drives in which things go wrong; and the judge itself, given what it must find.
@Suite struct ChaosTests {
    @Test(arguments: ChaosKind.allCases)
    func `each kind of trouble alone is survived, and forgotten when it is over`(
        kind: ChaosKind
    ) {
        for seed in 1...2 as ClosedRange<UInt64> {
            let result = ChaosCase(seed: Seed(seed), among: [kind]).run()
            #expect(result.findings.isEmpty, "seed \(seed) of \(kind)")
        }
    }
    @Test func `several kinds together are survived`() {
        for seed in 100..<130 as Range<UInt64> {
            let result = ChaosCase(seed: Seed(seed), among: ChaosKind.allCases).run()
            #expect(result.findings.isEmpty, "seed \(seed): \(result.kinds)")
        }
    }
    @Test func `one seed is one case and one drive`() {
        let results = (0..<2).map { _ in
            ChaosCase(seed: Seed(5), among: ChaosKind.allCases).run()
        }
        #expect(results[0].kinds == results[1].kinds)
        #expect(results[0].outcome?.digest == results[1].outcome?.digest)
    }
    @Test func `all kinds are drawn, and trouble is over when it is said to be`() {
        var found: Set<ChaosKind> = []
        for seed in 0..<600 as Range<UInt64> {
            let subject = ChaosCase(seed: Seed(seed), among: ChaosKind.allCases)
            found.formUnion(subject.kinds)
            let configuration = subject.configuration
            let ends =
                configuration.faults.map { $0.at + $0.length }
                + configuration.deviceLink.cuts.map(\.until)
                + configuration.deviceLink.changes.map(\.at)
            #expect(ends.allSatisfy { $0 <= subject.calm }, "seed \(seed)")
            #expect(configuration.duration - subject.calm == ChaosCase.tail)
        }
        #expect(found == Set(ChaosKind.allCases))
    }

    // MARK: The judge

    /// A case without trouble worth the name, and a drive of it to plant faults in.
    private func planted(
        _ plant: (inout DriveOutcome) -> Void
    ) throws -> [ChaosFinding] {
        let subject = ChaosCase(seed: Seed(3), among: [.clockDrift])
        var outcome = try #require(subject.run().outcome)
        #expect(ChaosJudge(subject).judge(outcome).findings.isEmpty)
        plant(&outcome)
        return ChaosJudge(subject).judge(outcome).findings
    }

    @Test func `a command that is missing, and one too many, are found`() throws {
        for extra in [-3, 3] {
            let findings = try planted { $0.ticks[.cloudPlan] += extra }
            guard case .ticks? = findings.first else {
                Issue.record("\(findings)")
                return
            }
        }
        let hidden = try planted { $0.ticksMissed += 5 }
        #expect(hidden.count == 1)
    }
    @Test func `captures that are not accounted for are found`() throws {
        let findings = try planted { $0.fates.pending += 30 }
        #expect(findings.count == 1)
    }
    @Test func `a plan followed too long is found`() throws {
        let findings = try planted {
            $0.transitions.append(
                DriveTransition(
                    elapsed: .seconds(5),
                    transition: FailsafeTransition(
                        from: .degraded, to: .fallback, cause: .planAge,
                        planAge: .milliseconds(541), epoch: 1, instant: .milliseconds(5_000))))
        }
        #expect(findings == [.lateFallback(age: .milliseconds(541))])
    }
    @Test func `a cloud that does not drive again, or late, is found`() throws {
        let subject = ChaosCase(seed: Seed(3), among: [.clockDrift])
        for driver in [Driver.localPolicy, .standstill] {
            let gone = try planted {
                $0.turns = [
                    DriverTurn(elapsed: .seconds(1), driver: .cloudPlan),
                    DriverTurn(elapsed: subject.calm, driver: driver),
                ]
            }
            #expect(gone == [.notRecovered(after: nil)])
        }
        let late = try planted {
            $0.turns = [
                DriverTurn(elapsed: .seconds(1), driver: .cloudPlan),
                DriverTurn(elapsed: .seconds(2), driver: .localPolicy),
                DriverTurn(elapsed: subject.calm + .seconds(6), driver: .cloudPlan),
            ]
        }
        #expect(late == [.notRecovered(after: .seconds(6))])
    }
    @Test func `a collision and a wheel off the road are found`() throws {
        let subject = ChaosCase(seed: Seed(3), among: [.clockDrift])
        var configuration = subject.configuration
        // Nobody steers from the sixth second on.
        configuration.faults = [DriveFault(at: .seconds(6), for: .max, .actuatorsStuck)]
        configuration.duration = .seconds(40)
        var loop = try ClosedLoop(configuration: configuration, compute: ExpertCompute())
        let outcome = try loop.run()
        let findings = ChaosJudge(subject).judge(outcome).findings
        #expect(
            findings.contains {
                if case .mishap = $0 { true } else { false }
            })
    }
}
