public import EdgeCore
public import Motion

/// Where commands go.
public protocol ActuatorPort: Sendable {
    /// Hands `command`, of the kind that the bundle's plans mean, to the actuators. Never blocks
    /// for longer than a copy takes. Below it a watchdog stops the machine when commands stop.
    func apply(_ command: MachineCommand)
    /// The same with everything that is known of the command, under the session's `epoch`: for
    /// actuators that tell an operator. This is what the control loop calls.
    func apply(_ output: ControlOutput, epoch: UInt64)
}

extension ActuatorPort {
    /// Hands on the command alone.
    public func apply(_ output: ControlOutput, epoch: UInt64) { apply(output.command) }
}
