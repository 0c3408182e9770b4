import Motion
import Timekeeping

/// The last line below the control loop: brakes by itself when commands stop coming.
struct ActuatorWatchdog {
    /// How often it took over from a moving car's commands that stopped coming.
    private(set) var trips: UInt64 = 0
    private var latest: (command: DriveCommand, instant: Instant)?
    private var hasTripped = false

    /// Takes a command of the control loop, which is obeyed from now on.
    mutating func take(_ command: DriveCommand, at now: Instant) {
        latest = (command, now)
        hasTripped = false
    }
    /// What the actuators do at `now`, with the car at `speed` m/s and its wheels at
    /// `steeringAngle` rad: the latest command, or the wheels held and the brake on if there is
    /// none or it is older than `Limits.actuatorSilence`.
    mutating func command(
        at now: Instant, speed: Double, steeringAngle: Double
    ) -> DriveCommand {
        let braking = DriveCommand(
            steeringAngle: steeringAngle, acceleration: -Limits.watchdogBraking)
        // Before the first command the car waits with its brake on, and that is no trip.
        guard let latest else { return braking }
        guard now - latest.instant > Limits.actuatorSilence else { return latest.command }
        if speed > 0, !hasTripped {
            hasTripped = true
            trips += 1
        }
        return braking
    }
}
