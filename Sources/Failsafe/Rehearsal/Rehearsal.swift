public import Timekeeping

/// A failsafe and the small world it sees, moved on tick by tick: for tests, and to show people
/// what the very machine does.
///
/// The world is one number wide: a speed that follows the decisions. Plans of both drivers come
/// each 100 ms, the cloud's 60 ms old and the local policy's 30 ms, unless something is wrong.
public struct Rehearsal: Sendable {
    /// The machine itself.
    public private(set) var machine: FailsafeMachine
    /// The instant of the latest tick.
    public private(set) var now = Self.begin
    /// What the machine sees; plans, camera and speed are the world's, all else stays as set.
    public var observation = FailsafeObservation(
        cloudPlan: nil, localPlan: nil, localPolicyHealthy: true, unsoundPlans: 0,
        bundleMatches: true, sensorsSound: true, cameraFault: nil, actuatorsRefuse: false,
        speed: 0, acceleration: 0, epoch: 77, armed: true, release: nil, emergencyStop: false,
        localReset: false)
    /// Whether the cloud's plans come in.
    public var link = true
    /// Whether the local policy's plans come in.
    public var policy = true
    /// What is wrong with the camera.
    public var camera: CameraFault?
    /// Whether braking slows the machine down.
    public var brakes = true
    /// Whether the cloud's plans are sound.
    public var plansAreSound = true
    /// Whether the motion since the captures of the cloud's plans is known.
    public var plansCanBeFollowed = true
    /// Adds to the age of the cloud's plans at arrival.
    public var delay = Interval.zero
    /// From a capture to the end of the cloud's plan for it.
    public var horizon = Self.horizon
    /// The speed the drivers want, m/s.
    public var wanted: Double
    /// All changes of state so far.
    public private(set) var transitions: [FailsafeTransition] = []
    /// The decision of the latest tick.
    public private(set) var decision: FailsafeDecision?
    private var watch = CameraWatch()
    private var ticks: UInt64 = 0
    private var cloudCapture: Instant?
    private var localCapture: Instant?
    private var sequence: UInt64 = 0
    private var wereUnsound = false

    /// The instant of its beginning.
    public static let begin = Instant.milliseconds(1_000)
    /// From one tick to the next.
    public static let period = Interval.milliseconds(20)
    static let horizon = Interval.milliseconds(2_500)
    private static let capturePeriod = Interval.milliseconds(100)

    /// A machine in standby, standing, armed, and with everything well.
    public init(_ configuration: FailsafeConfiguration) {
        machine = FailsafeMachine(configuration: configuration)
        wanted = configuration.setSpeed * 0.72  // a car at 36 km/h
    }

    /// Since the beginning.
    public var elapsed: Interval { now - Self.begin }

    /// Moves on by one tick.
    public mutating func tick() {
        now = now + Self.period
        ticks += 1
        if ticks.isMultiple(of: 5) { capture() }
        watch.check(period: Self.capturePeriod, at: now)
        observation.cameraFault = watch.fault
        observation.cloudPlan = (plansCanBeFollowed ? cloudCapture : nil).map {
            sighting(of: $0, horizon: horizon, epoch: observation.epoch)
        }
        observation.localPlan = localCapture.map {
            sighting(of: $0, horizon: Self.horizon, epoch: 0)
        }
        let decision = machine.tick(observation, at: now)
        transitions += decision.transitions
        move(decision)
        observation.release = nil
        observation.localReset = false
        self.decision = decision
    }
    /// Carries out what a script says.
    public mutating func carryOut(_ action: RehearsalAction) {
        switch action {
        case .link(let isUp): link = isUp
        case .delay(let interval): delay = interval
        case .horizon(let interval): horizon = interval
        case .alignment(isKnown: let can): plansCanBeFollowed = can
        case .plans(areSound: let areSound): plansAreSound = areSound
        case .bundle(let isOurs): observation.bundleMatches = isOurs
        case .policy(answers: let answers): policy = answers
        case .policyWorks(let works): observation.localPolicyHealthy = works
        case .camera(let fault): camera = fault
        case .odometry(let isKnown): observation.sensorsSound = isKnown
        case .actuators(let obey): observation.actuatorsRefuse = !obey
        case .brakes(let hold): brakes = hold
        case .armed(let isArmed): observation.armed = isArmed
        case .release:
            observation.release = Release(
                epoch: observation.epoch, standstill: machine.standstills)
        case .emergencyStop(let isDemanded): observation.emergencyStop = isDemanded
        case .reset: observation.localReset = true
        case .end: break
        }
    }
    /// Runs a whole script, and tells each tick to `note`.
    public static func run(
        _ script: RehearsalScript, _ configuration: FailsafeConfiguration,
        note: (Rehearsal) -> Void = { _ in }
    ) -> Rehearsal {
        var rehearsal = Rehearsal(configuration)
        var waiting = script.events[...]
        while rehearsal.elapsed < script.duration {
            while let event = waiting.first, event.time <= rehearsal.elapsed {
                rehearsal.carryOut(event.action)
                waiting.removeFirst()
            }
            rehearsal.tick()
            note(rehearsal)
        }
        return rehearsal
    }

    private mutating func capture() {
        switch camera {
        case .stalled: return
        case .repeats, .timeJumps, .misshapen:
            if let camera { watch.refuse(camera, at: now) }
            return
        case nil: watch.exposed(at: now)
        }
        if policy { localCapture = now - .milliseconds(30) }
        guard link else { return }
        guard plansAreSound else {
            wereUnsound = true
            return observation.unsoundPlans += 1
        }
        cloudCapture = now - .milliseconds(60) - delay
        sequence += 1
        guard wereUnsound else { return }
        wereUnsound = false
        observation.unsoundPlans = 0
    }

    private func sighting(
        of capture: Instant, horizon: Interval, epoch: UInt64
    ) -> PlanSighting {
        PlanSighting(
            epoch: epoch, sequence: sequence, age: now - capture,
            remaining: capture + horizon - now)
    }
    private mutating func move(_ decision: FailsafeDecision) {
        switch decision.driver {
        case .cloudPlan, .heldPlan, .localPolicy:
            let target = min(wanted, decision.speedCap ?? wanted)
            observation.acceleration = min(max((target - observation.speed) * 2, -3), 2)
        case .stopping: observation.acceleration = decision.stop?.acceleration ?? 0
        case .standstill, .nobody: observation.acceleration = -1
        }
        if observation.acceleration < 0, !brakes { return }
        observation.speed = max(observation.speed + observation.acceleration * 0.02, 0)
    }
}
