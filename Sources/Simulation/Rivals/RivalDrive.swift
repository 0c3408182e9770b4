import EdgeCore
public import LatentCodec
import Motion
import NetworkModel
import Randomness
import SansIO
import Timekeeping
import Wire
import Worlds

/// One car that uses the cloud as others do, in virtual time.
///
///     world -> camera -> head, codec ==(TCP over a modelled link)== decoder, backbone
///       ^--- tracker <- plan ===================================================+
///
/// World, sensors, models, codec, times of computing and tracker are those of `ClosedLoop`; there
/// is one connection, which nobody replaces, and no failsafe, session or coordinator. Odometry has
/// no error. It begins standing and drives once it is released. Tests: `RivalTests`.
public struct RivalDrive<Compute: SplitCompute> {
    let configuration: RivalConfiguration
    /// The networks, for what they counted.
    public internal(set) var compute: Compute

    var now = Instant.origin
    var events = EventQueue<RivalEvent>()
    var world: World
    var camera: Camera?
    var up: StreamLink
    var down: StreamLink
    var nextChange = 0
    var captures: [RivalCapture] = []
    var followed: RivalPlan?
    var blend = CommandBlend()
    /// The plan that is blended in, or was last.
    var blendedCapture: UInt64?
    /// Whether an answer of the cloud is awaited.
    var isAsking = false
    var timing: RandomStream
    var encoder: PredictiveEncoder
    var decoder: LatentDecoder
    var outcome: RivalOutcome
    let tracker: TrajectoryTracker

    /// A drive that has not begun; throws if the codec refuses the compute's latent.
    public init(
        configuration: RivalConfiguration, compute: Compute
    ) throws(LatentCodecError) {
        let drive = configuration.drive
        precondition(
            drive.duration <= .seconds(Limits.driveSeconds), "a drive lasts at most an hour")
        self.configuration = configuration
        self.compute = compute
        world = drive.scenario.world(seed: drive.seed)
        world.place(at: world.egoRoadPosition, speed: 0)
        camera = compute.picture.map { Camera(width: $0.width, height: $0.height) }
        let link = drive.deviceLink.conditions
        let seeds = drive.deviceLinkSeeds
        up = StreamLink(
            link.up, returnDelay: link.returnDelay(of: .up), seed: seeds.up,
            start: .origin)
        down = StreamLink(
            link.down, returnDelay: link.returnDelay(of: .down), seed: seeds.down,
            start: .origin)
        timing = drive.seed.stream("compute time")
        encoder = try PredictiveEncoder(
            quantisation: compute.quantisation, elementsPerChannel: compute.elementsPerChannel,
            effort: .small)
        decoder = try LatentDecoder(
            quantisation: compute.quantisation, elementsPerChannel: compute.elementsPerChannel)
        outcome = RivalOutcome(score: world.score)
        tracker = TrajectoryTracker(
            configuration: drive.edge.tracker, limits: drive.edge.vehicleLimits)
    }

    /// Drives to the end; once.
    public mutating func run() -> RivalOutcome {
        precondition(outcome.captures == 0, "a rival's drive runs once")
        events.schedule(.capture, at: now)
        events.schedule(.tick, at: now)
        let end = Instant.origin + configuration.drive.duration
        while let next, next < end, !world.isFinished, !outcome.isLost {
            now = next
            if linkWakeup.map({ $0 <= now }) ?? false {
                advanceLink()
            } else if let (_, event) = events.popFirst() {
                outcome.digest.fold(now.nanoseconds)
                outcome.digest.fold(event.code)
                happen(event)
            }
        }
        noteGap()
        outcome.score = world.score
        outcome.speed = world.ego.speed
        outcome.isFinished = world.isFinished
        return outcome
    }

    private var next: Instant? { [events.next, linkWakeup].compactMap { $0 }.min() }

    private mutating func happen(_ event: RivalEvent) {
        switch event {
        case .tick: tick()
        case .capture:
            events.schedule(.capture, at: now + configuration.drive.edge.capturePeriod)
            captureIfWanted()
        case .headFinished(let number): finishHead(number)
        case .encoded(let number): offer(number)
        case .executed(let number): answer(number)
        }
    }
    /// Notes the time since the plan before, if there was one.
    mutating func noteGap() {
        guard let last = outcome.arrivals.last else { return }
        outcome.longestGap = max(outcome.longestGap, now - .origin - last.elapsed)
    }
}
