import Failsafe
import Motion
import SansIO
import Timekeeping

/// Everything between plans and actuators: buffers, dead reckoning, failsafe, tracker, blend.
///
/// One `tick` gives one command, whatever else has or has not happened.
struct MotionControl: Sendable {
    private(set) var cloud: PlanBuffer
    private(set) var local: PlanBuffer
    private(set) var failsafe: FailsafeMachine
    private(set) var last: DriveCommand
    private(set) var camera = CameraWatch()
    var bundleMatches = true
    private let configuration: EdgeConfiguration
    private let tracker: TrajectoryTracker
    private var reckoning = DeadReckoning()
    private var blend = CommandBlend()
    private var followed: (driver: Driver, plan: FollowedPlan?) = (.nobody, nil)
    private var odometry = Odometry(speed: 0, yawRate: 0)
    private var unsoundSince: Instant?
    private var lastTick: Instant?
    private var unsoundPlans = 0
    private var localFailures = 0
    private var refusedSince: Instant?
    /// The last picture that was another than the one before it, and the motion since.
    private var picture: (checksum: UInt32, motion: Double)?
    private var armed: Bool
    private var emergencyStop = false
    private var release: Release?
    private var localReset = false

    init(configuration: EdgeConfiguration) {
        let oldest = configuration.failsafe.fallbackAge
        self.configuration = configuration
        cloud = PlanBuffer(limits: configuration.planLimits, oldest: oldest)
        local = PlanBuffer(limits: configuration.planLimits, oldest: oldest)
        failsafe = FailsafeMachine(configuration: configuration.failsafe)
        tracker = TrajectoryTracker(
            configuration: configuration.tracker, limits: configuration.vehicleLimits)
        last = DriveCommand(
            steeringAngle: 0, acceleration: -configuration.tracker.holdingBrake)
        armed = configuration.armsItself
    }

    mutating func take(
        cloudPlan: Plan, epoch: UInt64, at now: Instant
    ) throws(PlanRejection) {
        do {
            try cloud.take(cloudPlan, epoch: epoch, at: now)
            unsoundPlans = 0
        } catch {
            if error.isUnsound { countUnsoundPlan() }
            throw error
        }
    }
    mutating func countUnsoundPlan() { unsoundPlans = min(unsoundPlans + 1, 1_000) }

    mutating func take(localPlan: Plan, at now: Instant) throws(PlanRejection) {
        do {
            try local.take(localPlan, epoch: 0, at: now)
            localFailures = 0
        } catch {
            if error.isUnsound { countLocalFailure() }
            throw error
        }
    }
    mutating func countLocalFailure() { localFailures = min(localFailures + 1, 1_000) }

    /// A capture was exposed, at an instant that can be true.
    mutating func exposed(at now: Instant) { camera.exposed(at: now) }
    /// The latest capture cannot be believed.
    mutating func refuseCapture(_ fault: CameraFault, at now: Instant) {
        camera.refuse(fault, at: now)
    }
    /// Whether a picture with this checksum is one that was there before, although the machine
    /// has moved meanwhile.
    mutating func repeats(_ checksum: UInt32) -> Bool {
        if let picture, picture.checksum == checksum {
            return picture.motion > Limits.stillMotion
        }
        picture = (checksum, 0)
        return false
    }
    /// The actuators take commands, or refuse them.
    mutating func actuators(refuse: Bool, at now: Instant) {
        refusedSince = refuse ? refusedSince ?? now : nil
    }

    mutating func obey(_ command: OperatorCommand) {
        switch command {
        case .arm: armed = true
        case .disarm: armed = false
        case .release(let release): self.release = release
        case .emergencyStop: emergencyStop = true
        case .emergencyStopCleared: emergencyStop = false
        case .localReset: localReset = true
        }
    }

    /// The command of this tick, and what the failsafe has to tell.
    ///
    /// The camera should give a capture each `cameraPeriod`.
    mutating func tick(
        _ reading: Odometry, cameraPeriod: Interval, epoch: UInt64, at now: Instant
    ) -> (output: ControlOutput, decision: FailsafeDecision) {
        // Whoever slept saw no captures come; that is not the camera's fault.
        if let lastTick, now - lastTick > Limits.odometryGap { camera.excuse(at: now) }
        let elapsed = min(now - (lastTick ?? (now - configuration.tickPeriod)), Limits.tick)
        lastTick = now
        reckon(reading, seconds: elapsed.seconds, at: now)
        camera.check(period: cameraPeriod, at: now)
        let decision = failsafe.tick(observation(epoch: epoch, at: now), at: now)
        release = nil
        localReset = false
        let (wanted, plan) = wanted(decision, seconds: elapsed.seconds, at: now)
        let command = blended(wanted, driver: decision.driver, plan: plan)
        last = bounded(command)
        let output = ControlOutput(
            command: last, driver: decision.driver, state: decision.state, plan: plan,
            cloudPlanAge: cloud.age(at: now), speedCap: decision.speedCap,
            standstills: decision.standstills)
        return (output, decision)
    }

    /// An unsound reading is replaced by the last sound one, slowed by what was commanded.
    private mutating func reckon(_ reading: Odometry, seconds: Double, at now: Instant) {
        if reading.isSound {
            odometry = reading
            unsoundSince = nil
        } else {
            odometry.speed = max(odometry.speed + min(last.acceleration, 0) * seconds, 0)
            unsoundSince = unsoundSince ?? now
        }
        reckoning.advance(odometry, at: now)
        picture?.motion += (abs(odometry.speed) + abs(odometry.yawRate)) * seconds
    }

    private func observation(epoch: UInt64, at now: Instant) -> FailsafeObservation {
        let sound = unsoundSince.map { now - $0 < Limits.odometryPatience } ?? true
        let refuse = refusedSince.map { now - $0 >= Limits.actuatorPatience } ?? false
        return FailsafeObservation(
            cloudPlan: sighting(cloud, at: now), localPlan: sighting(local, at: now),
            localPolicyHealthy: localFailures < Limits.localFailures, unsoundPlans: unsoundPlans,
            bundleMatches: bundleMatches, sensorsSound: sound, cameraFault: camera.fault,
            actuatorsRefuse: refuse, speed: odometry.speed, acceleration: last.acceleration,
            epoch: epoch, armed: armed, release: release, emergencyStop: emergencyStop,
            localReset: localReset)
    }
    private func sighting(_ buffer: PlanBuffer, at now: Instant) -> PlanSighting? {
        guard let plan = buffer.current, reckoning.motion(since: plan.captureTime) != nil else {
            return nil
        }
        return PlanSighting(
            epoch: plan.epoch, sequence: plan.sequence, age: plan.age(at: now),
            remaining: plan.end - now)
    }

    private func wanted(
        _ decision: FailsafeDecision, seconds: Double, at now: Instant
    ) -> (DriveCommand, FollowedPlan?) {
        switch decision.driver {
        case .cloudPlan, .heldPlan:
            return following(cloud, cap: decision.speedCap, seconds: seconds, at: now)
        case .localPolicy:
            return following(local, cap: decision.speedCap, seconds: seconds, at: now)
        case .stopping: return stopping(decision.stop, seconds: seconds, at: now)
        case .standstill, .nobody: return (held, nil)
        }
    }
    /// The wheels as they are and the brake on.
    private var held: DriveCommand {
        DriveCommand(
            steeringAngle: last.steeringAngle, acceleration: -configuration.tracker.holdingBrake)
    }
    private func following(
        _ buffer: PlanBuffer, cap: Double?, seconds: Double, at now: Instant
    ) -> (DriveCommand, FollowedPlan?) {
        // The failsafe has just seen this plan; without it, holding still is the safe answer.
        guard let plan = buffer.current, let motion = reckoning.motion(since: plan.captureTime)
        else { return (held, nil) }
        let command = tracker.command(
            following: plan, age: plan.age(at: now), motion: motion, speed: odometry.speed,
            speedCap: cap, previous: last, seconds: seconds)
        return (command, followedPlan(plan, at: now))
    }
    private func stopping(
        _ stop: StopDemand?, seconds: Double, at now: Instant
    ) -> (DriveCommand, FollowedPlan?) {
        guard let stop else { return (held, nil) }
        let wheels = DriveCommand(
            steeringAngle: last.steeringAngle, acceleration: stop.acceleration)
        let buffer: PlanBuffer
        switch stop.path {
        case .localPlan: buffer = local
        case .cloudPlan: buffer = cloud
        case .wheels: return (wheels, nil)
        }
        let (command, plan) = following(buffer, cap: nil, seconds: seconds, at: now)
        guard let plan else { return (wheels, nil) }
        // A comfortable stop never brakes less than the plan it goes along, which may see a reason.
        let braking =
            stop.level == .comfortable
            ? min(stop.acceleration, command.acceleration) : stop.acceleration
        return (DriveCommand(steeringAngle: command.steeringAngle, acceleration: braking), plan)
    }
    private func followedPlan(_ plan: Plan, at now: Instant) -> FollowedPlan {
        FollowedPlan(
            capture: plan.capture, epoch: plan.epoch, sequence: plan.sequence,
            age: plan.age(at: now))
    }

    /// Spreads a change of plan or of driver over its ticks. Stops have their own ramp.
    private mutating func blended(
        _ command: DriveCommand, driver: Driver, plan: FollowedPlan?
    ) -> DriveCommand {
        defer { followed = (driver, plan) }
        switch driver {
        case .stopping, .standstill, .nobody:
            blend.cancel()
            return command
        case .cloudPlan, .heldPlan, .localPolicy: break
        }
        let sameSource = (plan?.epoch == 0) == (followed.plan?.epoch == 0)
        if followed.plan == nil || !sameSource {
            blend.begin(from: last, to: command, ticks: configuration.handoverTicks)
        } else if plan?.capture != followed.plan?.capture {
            blend.begin(from: last, to: command, ticks: configuration.blendTicks)
        }
        var result = blend.blended(command)
        if command.acceleration < -Limits.blendedBraking {
            result.acceleration = min(result.acceleration, command.acceleration)
        }
        return result
    }
    private func bounded(_ command: DriveCommand) -> DriveCommand {
        let limits = configuration.vehicleLimits
        guard command.steeringAngle.isFinite, command.acceleration.isFinite else {
            // Cannot follow from checked plans; if it does, brake with the wheels as they are.
            return DriveCommand(
                steeringAngle: last.steeringAngle,
                acceleration: -configuration.failsafe.emergencyStop.deceleration)
        }
        return DriveCommand(
            steeringAngle: min(
                max(command.steeringAngle, -limits.steeringAngle), limits.steeringAngle),
            acceleration: min(max(command.acceleration, -limits.braking), limits.acceleration))
    }
}
