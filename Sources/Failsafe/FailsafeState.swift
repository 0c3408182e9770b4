/// What the machine may do, from its release to its safest condition.
public enum FailsafeState: Hashable, Sendable {
    /// Not released: self-test, keys, bundle or plans are missing, or nobody armed it.
    case standby
    /// The cloud drives, full envelope.
    case nominal
    /// The cloud drives, slower the older its plans are.
    case degraded
    /// The policy on the device drives, in a reduced envelope.
    case fallback
    /// The machine is being stopped.
    case minimalRiskManoeuvre(StopLevel)
    /// The machine stands and is held, latched.
    case minimalRiskCondition
    /// An operator or the hardware stopped it.
    case emergencyStop

    /// How serious the state is, from 0; only a named release or hysteresis lowers it.
    public var severity: Int {
        switch self {
        case .standby, .nominal: 0
        case .degraded: 1
        case .fallback: 2
        case .minimalRiskManoeuvre(let level): 3 + level.rawValue
        case .minimalRiskCondition: 6
        case .emergencyStop: 7
        }
    }
}

extension FailsafeState: CustomStringConvertible {
    /// The state in logs: one stable word, and the level of a manoeuvre behind a colon.
    public var description: String {
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
