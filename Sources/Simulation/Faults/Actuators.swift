import Motion
import Timekeeping

/// What moves the car: the device's latest command or, if none came for a while, a brake, as the
/// last line below the real control loop does.
struct Actuators {
    private var latest: (command: DriveCommand, at: Instant)?

    /// Takes a command, which is obeyed from now on.
    mutating func take(_ command: DriveCommand, at now: Instant) { latest = (command, now) }
    /// What is obeyed at `now`, with the wheels at `steeringAngle` rad; `isBraking` if the device
    /// is too long silent.
    func command(
        at now: Instant, steeringAngle: Double
    ) -> (command: DriveCommand, isBraking: Bool) {
        let braking = DriveCommand(
            steeringAngle: steeringAngle, acceleration: -Limits.watchdogBraking)
        guard let latest else { return (braking, false) }
        guard now - latest.at > Limits.actuatorSilence else { return (latest.command, false) }
        return (braking, true)
    }
}
