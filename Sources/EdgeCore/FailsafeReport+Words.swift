import Failsafe
import Wire

/// The failsafe's words as the wire has them: the one place where they meet.
extension ReportedState {
    init(_ state: FailsafeState) {
        self =
            switch state {
            case .standby: .standby
            case .nominal: .nominal
            case .degraded: .degraded
            case .fallback: .fallback
            case .minimalRiskManoeuvre: .minimalRiskManoeuvre
            case .minimalRiskCondition: .minimalRiskCondition
            case .emergencyStop: .emergencyStop
            }
    }
}

extension ReportedStopLevel {
    /// How hard the machine is being stopped in `state`; nil in all but a manoeuvre.
    init?(of state: FailsafeState) {
        switch state {
        case .minimalRiskManoeuvre(.comfortable): self = .comfortable
        case .minimalRiskManoeuvre(.inLane): self = .inLane
        case .minimalRiskManoeuvre(.emergency): self = .emergency
        case .standby, .nominal, .degraded, .fallback, .minimalRiskCondition, .emergencyStop:
            return nil
        }
    }
}

extension ReportedCause {
    init(_ cause: FailsafeCause) {
        self =
            switch cause {
            case .ready: .ready
            case .planAge: .planAge
            case .planEnding: .planEnding
            case .noPlan: .noPlan
            case .unsoundPlans: .unsoundPlans
            case .wrongBundle: .wrongBundle
            case .recovered: .recovered
            case .budgetSpent: .budgetSpent
            case .localPolicyLate: .localPolicyLate
            case .localPolicyUnhealthy: .localPolicyUnhealthy
            case .sensorsUnsound: .sensorsUnsound
            case .disarmed: .disarmed
            case .pathLost: .pathLost
            case .pathEnded: .pathEnded
            case .stopLate: .stopLate
            case .standstill: .standstill
            case .operatorReleased: .operatorReleased
            case .automaticallyReleased: .automaticallyReleased
            case .emergencyStop: .emergencyStop
            case .localReset: .localReset
            case .cameraStalled: .cameraStalled
            case .cameraRepeats: .cameraRepeats
            case .cameraTimeJumps: .cameraTimeJumps
            case .cameraMisshapen: .cameraMisshapen
            case .actuatorsRefuse: .actuatorsRefuse
            }
    }
}
