/// What a machine may do, as its failsafe reports it.
public enum ReportedState: UInt8, Hashable, Sendable, CaseIterable {
    /// Not released to move.
    case standby = 1
    /// The cloud drives, full envelope.
    case nominal = 2
    /// The cloud drives, slower the older its plans are.
    case degraded = 3
    /// The policy on the device drives, in a reduced envelope.
    case fallback = 4
    /// The machine is being stopped.
    case minimalRiskManoeuvre = 5
    /// The machine stands and is held, latched.
    case minimalRiskCondition = 6
    /// An operator or the hardware stopped it.
    case emergencyStop = 7
}
