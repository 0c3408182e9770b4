/// What the machine shows to the people around it, by its lamps and its horn; the port decides how.
public enum MachineSignal: Hashable, Sendable, CaseIterable {
    /// Nothing out of the ordinary.
    case none
    /// The operator is told: the machine drives in a reduced envelope.
    case attention
    /// Hazard lights, and the horn once at the beginning: it is being stopped, or stands where it
    /// may not be expected (UN R157, 5.5.2).
    case hazard
}

extension FailsafeState {
    /// What the machine shows in this state.
    public var signal: MachineSignal {
        switch self {
        case .standby, .nominal, .degraded: .none
        case .fallback: .attention
        case .minimalRiskManoeuvre, .minimalRiskCondition, .emergencyStop: .hazard
        }
    }
}
