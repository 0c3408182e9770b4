/// What the actuators of any machine are told on one control tick.
public enum MachineCommand: Hashable, Sendable {
    /// A car's: its plans are trajectories, followed by steering and speed.
    case drive(DriveCommand)
    /// Any other machine's: its plans are the actions themselves.
    case actions(ActionVector)

    /// The command of a car; nil for another machine's.
    public var drive: DriveCommand? {
        switch self {
        case .drive(let command): command
        case .actions: nil
        }
    }
    /// The values of a machine whose plans are actions; nil for a car's command.
    public var actions: ActionVector? {
        switch self {
        case .drive: nil
        case .actions(let values): values
        }
    }
}
