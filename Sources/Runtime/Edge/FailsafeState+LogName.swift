import Failsafe

extension FailsafeState {
    /// The state in logs: one word, and the level of a manoeuvre behind a colon.
    var logName: String {
        switch self {
        case .standby: "standby"
        case .nominal: "nominal"
        case .degraded: "degraded"
        case .fallback: "fallback"
        case .minimalRiskManoeuvre(let level): "manoeuvre:\(level)"
        case .minimalRiskCondition: "condition"
        case .emergencyStop: "emergency"
        }
    }
}
