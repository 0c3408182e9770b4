import EdgeCore
import Failsafe

/// What an operator said since the control loop looked last: one of each, so that nothing can
/// overflow and an emergency stop is never lost.
struct OperatorDesk {
    private var isArmed: Bool?
    private var stops = false
    private var clears = false
    private var release: Release?
    private var resets = false

    /// Takes a demand; of two that contradict each other the later one counts.
    mutating func take(_ command: OperatorCommand) {
        switch command {
        case .arm: isArmed = true
        case .disarm: isArmed = false
        case .release(let release): self.release = release
        case .emergencyStop:
            stops = true
            clears = false
        case .emergencyStopCleared: clears = true
        case .localReset: resets = true
        }
    }
    /// Hands everything over. A stop that was over before anybody looked is told all the same, and
    /// its end the next time.
    mutating func takeAll() -> [OperatorCommand] {
        var commands: [OperatorCommand] = []
        if stops {
            commands.append(.emergencyStop)
            stops = false
        } else if clears {
            commands.append(.emergencyStopCleared)
            clears = false
        }
        if let isArmed { commands.append(isArmed ? .arm : .disarm) }
        if let release { commands.append(.release(release)) }
        if resets { commands.append(.localReset) }
        (isArmed, release, resets) = (nil, nil, false)
        return commands
    }
}
