import Failsafe
import Testing
import Wire

@testable import EdgeCore

/// The wire's words for the failsafe are the failsafe's own: an operator reads both.
@Suite struct ReportedNamesTests {
    @Test func `causes have the same names in the same order`() {
        #expect(
            ReportedCause.allCases.map { "\($0)" } == FailsafeCause.allCases.map { "\($0)" })
        #expect(FailsafeCause.allCases.map { ReportedCause($0) } == ReportedCause.allCases)
    }
    @Test func `stop levels have the same names in the same order`() {
        #expect(
            ReportedStopLevel.allCases.map { "\($0)" } == StopLevel.allCases.map { "\($0)" })
    }
    @Test func `states have the same severities`() {
        let states: [(FailsafeState, ReportedState, ReportedStopLevel?)] = [
            (.standby, .standby, nil), (.nominal, .nominal, nil), (.degraded, .degraded, nil),
            (.fallback, .fallback, nil),
            (.minimalRiskManoeuvre(.comfortable), .minimalRiskManoeuvre, .comfortable),
            (.minimalRiskManoeuvre(.inLane), .minimalRiskManoeuvre, .inLane),
            (.minimalRiskManoeuvre(.emergency), .minimalRiskManoeuvre, .emergency),
            (.minimalRiskCondition, .minimalRiskCondition, nil),
            (.emergencyStop, .emergencyStop, nil),
        ]
        #expect(Set(states.map(\.1)).count == ReportedState.allCases.count)
        for (state, reported, level) in states {
            #expect(ReportedState(state) == reported && ReportedStopLevel(of: state) == level)
            let report = FailsafeReport(
                since: 0, planAge: nil, state: reported, stopLevel: level, cause: .ready,
                cloudPlanTicks: 0, heldPlanTicks: 0, localPolicyTicks: 0, stoppingTicks: 0,
                standstillTicks: 0, nobodyTicks: 0)
            #expect(Int(report.severity) == state.severity)
        }
    }
    @Test func `ticks are counted for each driver there is`() {
        let report = FailsafeReport(
            since: 0, planAge: nil, state: .standby, stopLevel: nil, cause: .disarmed,
            cloudPlanTicks: 0, heldPlanTicks: 0, localPolicyTicks: 0, stoppingTicks: 0,
            standstillTicks: 0, nobodyTicks: 0)
        let counted = Mirror(reflecting: report).children.compactMap(\.label)
            .filter { $0.hasSuffix("Ticks") }
        #expect(counted == Driver.allCases.map { "\($0)Ticks" })
    }
}
