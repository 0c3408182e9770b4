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
    /// Whether the machine does not follow the latest commands: it says no, or stopped confirming
    /// them. Never blocks for longer than a copy takes.
    var isRefusing: Bool { get }
}

extension ActuatorPort {
    /// Hands on the command alone.
    public func apply(_ output: ControlOutput, epoch: UInt64) { apply(output.command) }
    /// A machine obeys unless it says otherwise.
    public var isRefusing: Bool { false }
}
