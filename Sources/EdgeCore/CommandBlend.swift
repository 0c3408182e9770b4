public import Motion

/// Bumpless transfer from one source of commands to the next (Astrom and Hagglund, "PID
/// Controllers", section 3.5): the jump at the change is added back and decays linearly.
///
/// Of a jump J spread over n ticks each tick brings J / (n + 1), beside what the new source itself
/// changes. Only the last command is carried over, never the old plan: nothing acts on an old plan
/// after a newer one was taken.
public struct CommandBlend: Hashable, Sendable {
    private var steeringJump = 0.0
    private var accelerationJump = 0.0
    private var ramp = BlendRamp()

    /// No change under way.
    public init() {}

    /// Starts a change from `last` to a source whose first command is `next`, over `ticks`
    /// control ticks; zero ticks change at once.
    public mutating func begin(from last: DriveCommand, to next: DriveCommand, ticks: Int) {
        steeringJump = last.steeringAngle - next.steeringAngle
        accelerationJump = last.acceleration - next.acceleration
        ramp.begin(ticks: ticks)
    }
    /// Drops a change under way.
    public mutating func cancel() { ramp.cancel() }

    /// `command` with what is left of the jump; call once per tick.
    public mutating func blended(_ command: DriveCommand) -> DriveCommand {
        let share = ramp.next()
        guard share > 0 else { return command }
        return DriveCommand(
            steeringAngle: command.steeringAngle + share * steeringJump,
            acceleration: command.acceleration + share * accelerationJump)
    }
}
