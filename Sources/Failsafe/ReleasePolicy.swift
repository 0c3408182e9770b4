/// Who may let a machine move again after a minimal risk manoeuvre.
public enum ReleasePolicy: Hashable, Codable, Sendable {
    /// An operator, for this standstill and this session (UN R157, 5.5.4).
    case operatorRelease
    /// The machine itself once its link is healthy: for simulated and unattended fleets that chose
    /// it by this name.
    case automatic
}
