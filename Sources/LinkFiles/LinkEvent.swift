public import NetworkModel
public import Timekeeping

/// Something that happens in a scenario, and when.
public struct LinkEvent: Hashable, Sendable {
    /// What happens.
    public enum Kind: Hashable, Sendable {
        /// From now on the link does this, each way.
        case profile(LinkProfile)
        /// It changes in one or both directions.
        case change(LinkChange, [LinkDirection])
        /// A connection over it has a fault.
        case connection(ConnectionFault)
    }
    /// From the scenario's beginning.
    public var at: Interval
    /// What happens.
    public var kind: Kind

    /// An event from its parts.
    public init(at: Interval, kind: Kind) {
        self.at = at
        self.kind = kind
    }
}
