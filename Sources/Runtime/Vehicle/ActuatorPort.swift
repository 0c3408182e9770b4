public import Motion

/// Where commands go.
public protocol ActuatorPort: Sendable {
    /// Hands `command` to the actuators. Never blocks for longer than a copy takes. Below it a
    /// watchdog stops the machine when commands stop coming.
    func apply(_ command: DriveCommand)
    /// Whether the machine does not take the latest commands: it says no, or is not there. Never
    /// blocks for longer than a copy takes.
    var isRefusing: Bool { get }
}

extension ActuatorPort {
    /// A machine obeys unless it says otherwise.
    public var isRefusing: Bool { false }
}
