public import Motion

/// Where commands go.
public protocol ActuatorPort: Sendable {
    /// Hands `command` to the actuators. Never blocks for longer than a copy takes. Below it a
    /// watchdog stops the machine when commands stop coming.
    func apply(_ command: DriveCommand)
}
