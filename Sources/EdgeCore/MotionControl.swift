import Failsafe
import Motion
import SansIO
import Timekeeping
import Wire

/// Everything between plans and actuators: buffers, dead reckoning, failsafe, tracker, blend.
///
/// One `tick` gives one command, whatever else has or has not happened.
struct MotionControl: Sendable {
    private(set) var cloud: PlanBuffer
    private(set) var local: PlanBuffer
    private(set) var failsafe: FailsafeMachine
    private(set) var camera = CameraWatch()
    /// How old plans are when they begin to drive.
    private(set) var delay = PlanDelay()
    var bundleMatches = true
    private let configuration: EdgeConfiguration
    private var follower: PlanFollower
    private var reckoning = DeadReckoning()
    /// The plan of the latest tick, and who drove.
    private var followed: FollowedPlan?
    private var driver = Driver.nobody
    private var odometry = Odometry(speed: 0, yawRate: 0)
    private var hasOdometry = true
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
        follower = PlanFollower(configuration: configuration)
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

    /// Whether a reading is one that this machine may give.
    func isSound(_ reading: Odometry?) -> Bool { reading?.isSound ?? isWithoutMotion }
    /// Whether plans are followed whatever the motion since their capture.
    private var isWithoutMotion: Bool {
        switch configuration.meaning {
        case .trajectory: false
        case .actions: true
        }
    }

    /// The command of this tick, and what the failsafe has to tell.
    ///
    /// The camera should give a capture each `cameraPeriod`.
    mutating func tick(
        _ reading: Odometry?, cameraPeriod: Interval, epoch: UInt64, at now: Instant
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
        let step = step(decision, seconds: elapsed.seconds, at: now)
        noteDelay(decision.driver)
        let output = ControlOutput(
            command: follower.next(step), driver: decision.driver, state: decision.state,
            plan: followed, cloudPlanAge: cloud.age(at: now), speedCap: decision.speedCap,
            standstills: decision.standstills)
        return (output, decision)
    }

    /// An unsound reading is replaced by the last sound one, slowed by what was commanded.
    private mutating func reckon(_ reading: Odometry?, seconds: Double, at now: Instant) {
        hasOdometry = reading != nil || !isWithoutMotion
        if isSound(reading) {
            odometry = reading ?? Odometry(speed: 0, yawRate: 0)
            unsoundSince = nil
        } else {
            let braking = min(follower.acceleration, 0)
            odometry.speed = max(odometry.speed + braking * seconds, 0)
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
            actuatorsRefuse: refuse,
            speed: follower.speed(reported: hasOdometry ? odometry.speed : nil),
            acceleration: follower.acceleration, epoch: epoch, armed: armed, release: release,
            emergencyStop: emergencyStop, localReset: localReset)
    }
    private func sighting(_ buffer: PlanBuffer, at now: Instant) -> PlanSighting? {
        guard let plan = buffer.current, motion(since: plan) != nil else { return nil }
        return PlanSighting(
            epoch: plan.epoch, sequence: plan.sequence, age: plan.age(at: now),
            remaining: plan.end - now)
    }
    /// The motion since the plan's capture; nil if it must be known and is not.
    private func motion(since plan: Plan) -> Pose? {
        isWithoutMotion ? .identity : reckoning.motion(since: plan.captureTime)
    }

    private mutating func step(
        _ decision: FailsafeDecision, seconds: Double, at now: Instant
    ) -> ControlStep {
        // The failsafe has just seen these plans; without one, the follower stops or holds.
        let chosen = chosenPlan(decision)
        let motion = chosen.flatMap { self.motion(since: $0) }
        let plan = motion == nil ? nil : chosen
        let next = plan.map {
            FollowedPlan(
                capture: $0.capture, epoch: $0.epoch, sequence: $0.sequence, age: $0.age(at: now))
        }
        let ticks = blendTicks(from: followed, to: next)
        followed = next
        return ControlStep(
            decision: decision, plan: plan, motion: motion ?? .identity, blendTicks: ticks,
            speed: odometry.speed, seconds: seconds, now: now)
    }
    /// What of the plan that drives will have been executed when the plan of a capture at
    /// `capture` begins to; nil while the delay is not known.
    func commitment(from capture: Instant) -> Commitment? {
        guard let expected = delay.expected else { return nil }
        let plan: Plan?
        switch driver {
        case .cloudPlan, .heldPlan: plan = cloud.current
        case .localPolicy: plan = local.current
        case .stopping, .standstill, .nobody: plan = nil
        }
        let steps = plan?.committed(
            from: capture, until: expected, as: configuration.meaning, by: reckoning)
        return Commitment(expectedDelay: expected, steps: steps ?? [])
    }
    private mutating func noteDelay(_ driver: Driver) {
        self.driver = driver
        switch driver {
        case .cloudPlan, .heldPlan: if let followed { delay.followed(followed) }
        case .localPolicy, .stopping, .standstill, .nobody: break
        }
    }
    /// The plan that a decision follows or stops along.
    private func chosenPlan(_ decision: FailsafeDecision) -> Plan? {
        switch decision.driver {
        case .cloudPlan, .heldPlan: return cloud.current
        case .localPolicy: return local.current
        case .stopping:
            switch decision.stop?.path {
            case .localPlan: return local.current
            case .cloudPlan: return cloud.current
            case .wheels, nil: return nil
            }
        case .standstill, .nobody: return nil
        }
    }
    /// Over how many ticks a change between plans is spread; nil for none.
    private func blendTicks(from last: FollowedPlan?, to next: FollowedPlan?) -> Int? {
        guard let last, let next, (last.epoch == 0) == (next.epoch == 0) else {
            return configuration.handoverTicks
        }
        return last.capture == next.capture ? nil : configuration.blendTicks
    }
}
