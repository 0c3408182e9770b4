/// A named number with its unit: a field of a state vector, or a channel of a command.
public struct PortQuantity: Hashable, Sendable {
    /// What it is, for example `yaw rate`; 1 to 64 bytes without control characters.
    public var name: String
    /// Its unit, for example `rad/s`; `1` for a pure number. As long as a name.
    public var unit: String

    /// A quantity from its parts.
    public init(_ name: String, _ unit: String) {
        self.name = name
        self.unit = unit
    }
}

extension PortQuantity: CustomStringConvertible {
    /// As people write it.
    public var description: String { "\(name) [\(unit)]" }
}
