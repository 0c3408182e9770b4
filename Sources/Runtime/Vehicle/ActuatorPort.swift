public import Motion

/// Where commands go.
public protocol ActuatorPort: Sendable {
    /// Hands `command`, of the kind that the bundle's plans mean, to the actuators. Never blocks
    /// for longer than a copy takes. Below it a watchdog stops the machine when commands stop
    /// coming.
    func apply(_ command: MachineCommand)
}
