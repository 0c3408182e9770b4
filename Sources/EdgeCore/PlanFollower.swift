import Motion

/// Who turns plans into commands, by what plans mean. Small values only, so that a tick's copy of
/// one allocates nothing.
enum PlanFollower: Sendable {
    case car(CarFollower)
    case actions(ActionFollower)

    init(configuration: EdgeConfiguration) {
        switch configuration.meaning {
        case .trajectory:
            precondition(
                configuration.planLimits.channels.count == Plan.CarChannel.count,
                "a trajectory has a car's channels")
            self = .car(CarFollower(configuration: configuration))
        case .actions(let limits):
            precondition(
                configuration.planLimits.channels.count == limits.channels.count,
                "an action has each channel of its plan")
            self = .actions(ActionFollower(limits: limits))
        }
    }

    /// The command of this tick.
    mutating func next(_ step: ControlStep) -> MachineCommand {
        switch self {
        case .car(var car):
            let command = car.next(step)
            self = .car(car)
            return .drive(command)
        case .actions(var actions):
            let command = actions.next(step)
            self = .actions(actions)
            return .actions(command)
        }
    }
    /// The acceleration commanded last, m/s2; none is known of actions.
    var acceleration: Double {
        switch self {
        case .car(let car): car.last.acceleration
        case .actions: 0
        }
    }
    /// The speed that the failsafe judges, m/s, where the machine reports `speed` or, with nil, has
    /// no odometry. A machine of actions stands when it is told its safe values, and does not stand
    /// before, whatever its speed.
    func speed(reported speed: Double?) -> Double {
        switch self {
        case .car: speed ?? 0
        case .actions(let actions):
            actions.isSafe ? speed ?? 0 : max(speed ?? 0, Limits.unsafeSpeed)
        }
    }
}
