/// Which way data go over a link.
public enum LinkDirection: String, Hashable, CaseIterable, Sendable {
    /// From the device.
    case up
    /// To the device.
    case down

    /// The other way.
    public var opposite: LinkDirection {
        switch self {
        case .up: .down
        case .down: .up
        }
    }
}
