import Failsafe
import Motion
import Randomness
import Testing
import Timekeeping
import Wire

@testable import EdgeCore

/// What a device tells its coordinator of its failsafe, and when.
@Suite struct SafetyReportTests {
    /// The states told one after the other, without what only refreshed the counts.
    private struct Told {
        var states: [ReportedState]
        var causes: [ReportedCause]
    }
    private func changes(_ reports: [FailsafeReport]) -> Told {
        var told = Told(states: [], causes: [])
        var last: FailsafeReport?
        for report in reports {
            if report.state != last?.state || report.since != last?.since {
                told.states.append(report.state)
                told.causes.append(report.cause)
            }
            last = report
        }
        return told
    }

    @Test func `a drive into a stop is told state by state, each once, and the ticks add up`()
        throws
    {
        var bench = Bench(seed: Seed(71)) { $0.failsafe.fallbackBudget = .seconds(2) }
        bench.run(milliseconds: 8_000)
        #expect(changes(bench.reports).states == [.standby, .nominal])
        // The link stays: only the plans stop coming, so that every report still goes out.
        bench.cloudAnswers = false
        bench.run(milliseconds: 20_000)
        let told = changes(bench.reports)
        #expect(
            told.states == [
                .standby, .nominal, .degraded, .fallback, .minimalRiskManoeuvre,
                .minimalRiskCondition,
            ])
        #expect(
            told.causes == [.noPlan, .ready, .planAge, .planAge, .budgetSpent, .standstill])
        for report in bench.reports {
            #expect((report.stopLevel == .comfortable) == (report.state == .minimalRiskManoeuvre))
        }
        // Each names the moment of its transition, and is sent at that tick.
        let transitions = bench.transitions
        #expect(transitions.count == 5)
        for change in transitions {
            let first = try #require(
                bench.reports.first { $0.since == change.instant.nanoseconds })
            #expect(first.state == ReportedState(change.to))
            // The failsafe knows no plan whose motion is not known; the report tells its age still.
            if let age = change.planAge { #expect(first.planAge == age) }
        }
        let last = try #require(bench.reports.last)
        let counted = [
            last.cloudPlanTicks, last.heldPlanTicks, last.localPolicyTicks, last.stoppingTicks,
            last.standstillTicks, last.nobodyTicks,
        ]
        let upTo = bench.commands.prefix(Int(counted.reduce(0, +)))
        #expect(bench.commands.count - upTo.count < 50, "no report is older than a second")
        for (driver, count) in zip(Driver.allCases, counted) {
            #expect(upTo.count { $0.driver == driver } == Int(count), "\(driver)")
            #expect(count > 0, "\(driver) had its turn")
        }
    }

    @Test func `while nothing changes one report a second goes out`() {
        var bench = Bench(seed: Seed(72)) { _ in }
        bench.run(milliseconds: 4_000)
        let before = bench.reports.count
        bench.run(milliseconds: 10_000)
        #expect(bench.core.state == .nominal)
        #expect(bench.reports.count - before == 10)
        #expect(bench.reports.suffix(10).allSatisfy { $0.state == .nominal && $0.cause == .ready })
        #expect(bench.reports.suffix(10).allSatisfy { $0.planAge ?? .zero > .milliseconds(50) })
    }

    @Test func `without a session nothing is queued, and the next one is told the present first`()
        throws
    {
        var bench = Bench(seed: Seed(73)) { $0.failsafe.fallbackBudget = .seconds(2) }
        bench.run(milliseconds: 8_000)
        bench.link = false
        bench.run(milliseconds: 700)
        #expect(!bench.core.isLinked)
        let old = bench.core.epoch
        let before = bench.reports.count
        bench.run(milliseconds: 19_300)
        #expect(bench.core.state == .minimalRiskCondition)
        #expect(bench.reports.count == before)
        bench.link = true
        bench.run(milliseconds: 2_000)
        #expect(bench.core.isLinked && bench.core.epoch != old)
        let fresh = bench.sent.filter { $0.epoch == bench.core.epoch }
        #expect(fresh.prefix(2).map(\.message.kind) == [.hello, .failsafeReport])
        let first = try #require(bench.reports.dropFirst(before).first)
        #expect(first.state == .minimalRiskCondition && first.cause == .standstill)
        #expect(first.standstillTicks > 0 && first.stoppingTicks > 0)
    }

    @Test func `a command goes out before the report of its tick`() throws {
        var bench = Bench(seed: Seed(74)) { _ in }
        bench.run(milliseconds: 8_000)
        bench.give(.operatorCommand(.emergencyStop))
        var core = bench.core
        core.handle(
            .tick(Odometry(speed: bench.car.speed, yawRate: 0)),
            at: bench.now + .milliseconds(20))
        var outputs: [EdgeOutput] = []
        while let output = core.nextOutput() { outputs.append(output) }
        let command = try #require(
            outputs.firstIndex { if case .command = $0 { true } else { false } })
        guard case .transmit(let envelope, nil, _) = outputs.last,
            case .failsafeReport(let report) = envelope.message
        else {
            Issue.record("the report is the last of its tick")
            return
        }
        #expect(command < outputs.count - 1)
        #expect(report.state == .emergencyStop && report.cause == .emergencyStop)
        #expect(report.severity == 7)
    }

    @Test func `states passed through within one tick cost one frame, which says the last`()
        throws
    {
        var bench = Bench(seed: Seed(75)) {
            $0.failsafe.fallbackBudget = .seconds(30)
            $0.failsafe.unsoundPlans = 1
        }
        bench.run(milliseconds: 8_000)
        let before = bench.reports.count
        bench.spoil = { PlanValues(steps: Array($0.steps.dropLast(4)), beliefs: $0.beliefs) }
        bench.run(milliseconds: 140)
        #expect(bench.transitions.suffix(2).map(\.to) == [.degraded, .fallback])
        #expect(Set(bench.transitions.suffix(2).map(\.instant)).count == 1)
        let fresh = bench.reports.dropFirst(before).filter { $0.state != .nominal }
        let report = try #require(fresh.first)
        #expect(fresh.count == 1 && report.state == .fallback && report.cause == .unsoundPlans)
    }

    /// Every bound of the reporter, held against a link and a cloud that come and go.
    @Test(arguments: 0..<8) func `never more than one for each tick, change, session and second`(
        run: Int
    ) {
        let seed = Seed(0x5afe + UInt64(run))
        print("SafetyReportTests seed \(seed.value)")
        var random = seed.stream("weather")
        var bench = Bench(seed: seed) { $0.failsafe.releasePolicy = .automatic }
        var total = (reports: 0, changes: 0, sessions: 0)
        var (sent, events, quiet) = (0, 0, 0)
        for _ in 0..<3_000 {
            if random.chance(bench.link ? 0.005 : 0.02) { bench.link.toggle() }
            if random.chance(bench.cloudAnswers ? 0.01 : 0.05) { bench.cloudAnswers.toggle() }
            if random.chance(bench.policy ? 0.002 : 0.05) { bench.policy.toggle() }
            if random.chance(0.002) { bench.give(.operatorCommand(.emergencyStop)) }
            if random.chance(0.2) { bench.give(.operatorCommand(.emergencyStopCleared)) }
            if random.chance(0.2) { bench.give(.operatorCommand(.localReset)) }
            let wasLinked = bench.core.isLinked
            bench.run(milliseconds: 20)
            let frames = bench.sent[sent...].filter { $0.message.kind == .failsafeReport }
            let changes = bench.events[events...].count {
                if case .failsafe = $0 { true } else { false }
            }
            let sessions = bench.events[events...].count {
                if case .sessionEstablished = $0 { true } else { false }
            }
            (sent, events) = (bench.sent.count, bench.events.count)
            let reports = frames.count
            total.reports += reports
            total.changes += changes
            total.sessions += sessions
            #expect(reports <= 1 + sessions, "seed \(seed.value)")
            if changes > 0, wasLinked, bench.core.isLinked {
                #expect(reports >= 1, "a change is told at once; seed \(seed.value)")
                if case .failsafeReport(let report)? = frames.last?.message {
                    #expect(report.state == ReportedState(bench.core.state))
                }
            }
            // What changed while the session was silent is told when it is heard again.
            if reports > 0, changes == 0, sessions == 0, wasLinked {
                #expect(quiet >= 50, "no refresh within a second; seed \(seed.value)")
            }
            if !wasLinked, !bench.core.isLinked { #expect(reports == 0, "seed \(seed.value)") }
            quiet = reports > 0 ? 1 : quiet + 1
        }
        #expect(total.sessions > 3 && total.changes > 10, "seed \(seed.value)")
        #expect(total.reports <= total.changes + total.sessions + 60, "seed \(seed.value)")
    }
}
