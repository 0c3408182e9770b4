/// Everything that crosses the port; [the specification](../../Protocol/PORTS.md) says the bytes.
public enum MachineMessage: Hashable, Sendable {
    /// Machine to agent: who it is.
    case hello(PortHello)
    /// Agent to machine: taken.
    case welcome(PortWelcome)
    /// Agent to machine: not taken.
    case refuse(PortRefuse)
    /// Machine to agent: a picture was taken; one part follows.
    case capture(PortCapture)
    /// Machine to agent: its motion.
    case odometry(PortOdometry)
    /// Machine to agent: a demand.
    case operatorDemand(PortOperator)
    /// Agent to machine: what to do.
    case command(PortCommand)
    /// Agent to machine: when to take pictures.
    case pace(PortPace)
    /// Machine to agent: how it is.
    case machineStatus(PortMachineStatus)
    /// Agent to machine: what became of its messages.
    case agentStatus(PortAgentStatus)
    /// Either way: this side ends.
    case goodbye

    /// The kinds, by their number in the header.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case hello = 1
        case welcome = 2
        case refuse = 3
        case capture = 4
        case odometry = 5
        case operatorDemand = 6
        case command = 7
        case pace = 8
        case machineStatus = 9
        case agentStatus = 10
        case goodbye = 11
    }
    /// Its kind.
    public var kind: Kind {
        switch self {
        case .hello: .hello
        case .welcome: .welcome
        case .refuse: .refuse
        case .capture: .capture
        case .odometry: .odometry
        case .operatorDemand: .operatorDemand
        case .command: .command
        case .pace: .pace
        case .machineStatus: .machineStatus
        case .agentStatus: .agentStatus
        case .goodbye: .goodbye
        }
    }
}
