/// What kind of machine drives: how fast it is, and what it costs that it stops.
public enum MachineClass: String, Hashable, Sendable, CaseIterable {
    /// An arm that is bolted down.
    case arm
    /// A robot on wheels or legs, at up to 2 m/s.
    case mobileRobot = "mobile-robot"
    /// A car in a town, at up to 50 km/h.
    case car

    /// The thresholds of its failsafe.
    public var failsafe: FailsafeConfiguration {
        switch self {
        case .arm: .arm
        case .mobileRobot: .mobileRobot
        case .car: .car
        }
    }
}
