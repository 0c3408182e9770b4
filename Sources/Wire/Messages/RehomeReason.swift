/// Why a device is sent to another coordinator.
public enum RehomeReason: UInt8, Hashable, Sendable, CaseIterable {
    /// The coordinator is about to end.
    case draining = 1
    /// The other coordinator has more room.
    case overload = 2
    /// The other coordinator is nearer.
    case proximity = 3
}
