import Failsafe
import Motion
import Timekeeping

/// Turns trajectories and stops into the commands of a car.
///
/// What changes from one tick to the next, t seconds later, is bounded whoever drives:
/// - steering by `steeringRate` x t, either way;
/// - acceleration upward by `accelerationRise` x t;
/// - acceleration downward, while a plan drives, by `accelerationFall` x t. Braking of more than
///   `Limits.blendedBraking` that a plan asks for is taken at once, and a stop has its own ramp.
///
/// Within these bounds a change of plan or driver is spread by `CommandBlend`.
/// Tests: `CommandBoundTests`, `EdgeMachineTests`.
struct CarFollower: Sendable {
    /// The command of the latest tick.
    private(set) var last: DriveCommand
    private let configuration: TrackerConfiguration
    private let limits: VehicleLimits
    private let hardestBraking: Double
    private let tracker: TrajectoryTracker
    private var blend = CommandBlend()

    /// A car that is held by its brake.
    init(configuration: EdgeConfiguration) {
        self.configuration = configuration.tracker
        limits = configuration.vehicleLimits
        hardestBraking = configuration.failsafe.emergencyStop.deceleration
        tracker = TrajectoryTracker(
            configuration: configuration.tracker, limits: configuration.vehicleLimits)
        last = DriveCommand(
            steeringAngle: 0, acceleration: -configuration.tracker.holdingBrake)
    }

    /// The command of this tick.
    mutating func next(_ step: ControlStep) -> DriveCommand {
        let wanted = wanted(step)
        last = bounded(blended(wanted, step), wanted: wanted, step)
        return last
    }

    private func wanted(_ step: ControlStep) -> DriveCommand {
        switch step.decision.driver {
        case .cloudPlan, .heldPlan, .localPolicy:
            following(step, cap: step.decision.speedCap) ?? held
        case .stopping: stopping(step)
        case .standstill, .nobody: held
        }
    }
    /// The wheels as they are and the brake on.
    private var held: DriveCommand {
        DriveCommand(
            steeringAngle: last.steeringAngle, acceleration: -configuration.holdingBrake)
    }
    private func following(_ step: ControlStep, cap: Double?) -> DriveCommand? {
        step.plan.map { plan in
            tracker.command(
                following: plan, age: plan.age(at: step.now), motion: step.motion,
                speed: step.speed, speedCap: cap, previous: last, seconds: step.seconds)
        }
    }
    private func stopping(_ step: ControlStep) -> DriveCommand {
        guard let stop = step.decision.stop else { return held }
        guard let along = following(step, cap: nil) else {
            return DriveCommand(
                steeringAngle: last.steeringAngle, acceleration: stop.acceleration)
        }
        // A comfortable stop never brakes less than the plan it goes along, which may see a reason.
        let braking =
            stop.level == .comfortable
            ? min(stop.acceleration, along.acceleration) : stop.acceleration
        return DriveCommand(steeringAngle: along.steeringAngle, acceleration: braking)
    }

    /// Spreads a change of plan or of driver over its ticks. Stops have their own ramp.
    private mutating func blended(_ command: DriveCommand, _ step: ControlStep) -> DriveCommand {
        guard Self.isDriven(step) else {
            blend.cancel()
            return command
        }
        if let ticks = step.blendTicks { blend.begin(from: last, to: command, ticks: ticks) }
        var result = blend.blended(command)
        if command.acceleration < -Limits.blendedBraking {
            result.acceleration = min(result.acceleration, command.acceleration)
        }
        return result
    }
    private func bounded(
        _ command: DriveCommand, wanted: DriveCommand, _ step: ControlStep
    ) -> DriveCommand {
        guard command.steeringAngle.isFinite, command.acceleration.isFinite else {
            // Cannot follow from checked plans; if it does, brake with the wheels as they are.
            return DriveCommand(
                steeringAngle: last.steeringAngle, acceleration: -hardestBraking)
        }
        let turn = limits.steeringRate * step.seconds
        let angle = min(
            max(command.steeringAngle, last.steeringAngle - turn), last.steeringAngle + turn)
        let rise = last.acceleration + configuration.accelerationRise * step.seconds
        var acceleration = min(command.acceleration, rise)
        if Self.isDriven(step), wanted.acceleration >= -Limits.blendedBraking {
            let fall = last.acceleration - configuration.accelerationFall * step.seconds
            acceleration = max(acceleration, fall)
        }
        return DriveCommand(
            steeringAngle: min(max(angle, -limits.steeringAngle), limits.steeringAngle),
            acceleration: min(max(acceleration, -limits.braking), limits.acceleration))
    }
    private static func isDriven(_ step: ControlStep) -> Bool {
        switch step.decision.driver {
        case .cloudPlan, .heldPlan, .localPolicy: true
        case .stopping, .standstill, .nobody: false
        }
    }
}
