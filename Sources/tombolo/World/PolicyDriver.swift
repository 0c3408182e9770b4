import EdgeCore
import ModelBundle
import Motion
import Runtime
import SansIO
import Timekeeping
import Worlds

/// Drives a world by the plans of a split policy, each usable only after a stated latency, through
/// the same tracker and dead reckoning as the edge agent.
///
/// For recordings only: no failsafe, no session and no coordinator judge the plans. How well the
/// models drive is judged in the closed loop (`EvaluateCommand`).
struct PolicyDriver: RecordingDriver {
    /// Whose plans are followed.
    enum Source { case cloud, local }

    private let policy: SplitPolicy
    private let source: Source
    private let latency: Interval
    private let limits: PlanLimits
    private var tracker = TrajectoryTracker(configuration: .car, limits: .compactCar)
    private var reckoning = DeadReckoning()
    private var current: Plan?
    private var coming: [(ready: Instant, plan: Plan)] = []
    private var previous = DriveCommand.coast
    private var captures: UInt64 = 0
    /// Plans that were refused by the bundle's limits.
    private(set) var refusedPlans = 0

    init(policy: SplitPolicy, source: Source, latency: Interval) {
        self.policy = policy
        self.source = source
        self.latency = latency
        limits = PlanLimits(policy.bundle.plan)
    }

    mutating func begin(_ world: World) {
        reckoning = DeadReckoning()
        current = nil
        coming = []
        previous = .coast
    }

    mutating func command(for world: World, image: [UInt8]?) throws -> DriveCommand {
        let now = Instant.origin + world.elapsed
        let odometry = Odometry(
            speed: world.ego.speed, yawRate: world.ego.yawRate(world.limits))
        reckoning.advance(odometry, at: now)
        if let image { try ask(image, world, now) }
        while let first = coming.first, first.ready <= now {
            current = first.plan
            coming.removeFirst()
        }
        guard let plan = current, let motion = reckoning.motion(since: plan.captureTime)
        else { return .coast }
        previous = tracker.command(
            following: plan, age: plan.age(at: now), motion: motion, speed: world.ego.speed,
            speedCap: nil, previous: previous, seconds: 0.02)
        return previous
    }

    private mutating func ask(_ image: [UInt8], _ world: World, _ now: Instant) throws {
        let latent = try policy.latent(of: image)
        let answer =
            switch source {
            case .cloud: try policy.cloudAnswer(latent, world.stateVector)
            case .local: try policy.localAnswer(latent, world.stateVector)
            }
        let plan = Plan(
            capture: CaptureID(captures), captureTime: now, epoch: 1, sequence: captures,
            firstStep: limits.firstStep, step: limits.step, channelCount: limits.channels.count,
            values: answer.steps, beliefs: answer.beliefs)
        captures += 1
        do {
            try limits.check(plan)
            coming.append((now + latency, plan))
        } catch { refusedPlans += 1 }
    }
}
