import CoordinatorCore
import EdgeCore
import Failsafe
public import LatentCodec
import Motion
import NetworkModel
import Randomness
import SansIO
import Timekeeping
import WorkerCore
import Worlds

/// One car, one coordinator and one worker in virtual time: a shell like the real ones, with the
/// same cores, frames and codec.
///
///     world -> camera -> device ==(transport)== coordinator ==(transport)== worker
///       ^------ command ---'
///
/// Everything happens by one queue of events ordered by (instant, order of scheduling); after each
/// event the invariants are checked. Modelled are only times of computing, and what sockets and
/// links do (`Transport`). Tests: `ClosedLoopTests`, `OutageTests`.
public struct ClosedLoop<Compute: SplitCompute> {
    var configuration: DriveConfiguration
    /// The networks, for what they counted.
    public internal(set) var compute: Compute

    var now = Instant.origin
    var events = EventQueue<SimulationEvent>()
    var eventsNow = 0
    var world: World
    var camera: Camera?
    var edge: EdgeMachine
    var coordinator: CoordinatorCore
    var worker: WorkerCore
    var transports: [Transport]
    var linkWakes = [Instant?](repeating: nil, count: Route.allCases.count)
    let cuts: [LinkCut]
    var peers = PeerPlaces()
    /// What the coordinator's transport says of plans it was given, and who is gone; not told yet.
    var planWords: [CoordinatorInput] = []
    var gonePeers: [PeerID] = []
    var stores = [PayloadStore](repeating: PayloadStore(), count: Station.allCases.count)
    var wakes = [Instant?](repeating: nil, count: Station.allCases.count)
    var captures: [HeldCapture] = []
    var nextCapture: UInt64 = 0
    /// When the camera takes its next picture, and how far apart they are; the one after it is
    /// nearer by what the next one is overdue.
    var cameraDue = Instant.origin
    var cameraPeriod: Interval
    var cameraDelay = Interval.zero
    var isCoordinatorUp = true
    var isWorkerUp = true
    /// How many workers took the place of one that ended.
    var workersStarted: UInt64 = 0
    let clocks: [DeviceClock]
    var timing: RandomStream
    /// What goes wrong now, and what had to wait for it.
    var active: [DriveFault.Kind] = []
    var postponed: [SimulationEvent] = []
    var exposures: [Exposure] = []
    var latestExposure: Exposure?
    /// Whether the device is looking at a picture, which it may refuse, and the captures whose
    /// picture it refused while the head was running on them.
    var isLooking = false
    var refusedAtHead: [CaptureID] = []
    var broken: RandomStream
    var heldBack: [LinkDirection: Transport.Output] = [:]
    var actuators = Actuators()
    var planWatch = PlanWatch()
    var encoder: PredictiveEncoder
    var decoder: MemberDecoder
    var outcome: DriveOutcome
    var arrivalAges: [Interval] = []
    var drivenAges: [Interval] = []
    var commands: [ControlOutput] = []
    var fateEvents: UInt64 = 0

    /// A drive that has not begun; throws if the codec refuses the compute's latent.
    public init(
        configuration: DriveConfiguration, compute: Compute
    ) throws(LatentCodecError) {
        precondition(
            configuration.duration <= .seconds(Limits.driveSeconds), "a drive lasts at most an hour"
        )
        precondition(configuration.faults.count <= Limits.faults, "a drive has a thousand faults")
        let seed = configuration.seed
        self.configuration = configuration
        self.compute = compute
        world = configuration.scenario.world(seed: seed)
        // It drives off once it is ready, as the real one does.
        world.place(at: world.egoRoadPosition, speed: 0)
        camera = compute.picture.map { Camera(width: $0.width, height: $0.height) }
        cameraPeriod = configuration.edge.capturePeriod
        edge = EdgeMachine(configuration: configuration.edge, random: seed.stream("device"))
        coordinator = CoordinatorCore(configuration: configuration.coordinator)
        worker = WorkerCore(
            configuration: configuration.worker, random: seed.stream("worker"))
        transports = [
            Transport(
                configuration.deviceLink, .device, random: seed.stream("device link")),
            Transport(
                configuration.workerLink, .worker, random: seed.stream("worker link")),
        ]
        cuts = configuration.deviceLink.cuts
        outcome = DriveOutcome(
            score: world.score, fates: edge.fates, coordinator: coordinator.counts,
            worker: worker.counts)
        outcome.recoveries = cuts.map { _ in nil }
        clocks = configuration.clocks.clocks
        timing = seed.stream("compute time")
        broken = seed.stream("tampering")
        encoder = try PredictiveEncoder(
            quantisation: compute.quantisation, elementsPerChannel: compute.elementsPerChannel,
            effort: .small)
        decoder = try MemberDecoder(
            quantisation: compute.quantisation, elementsPerChannel: compute.elementsPerChannel)
    }

    /// Drives to the end; once.
    public mutating func run() throws(InvariantViolation) -> DriveOutcome {
        precondition(nextCapture == 0, "a closed loop runs once")
        try begin()
        let end = Instant.origin + configuration.duration
        while let next = events.next, next < end, !world.isFinished,
            !outcome.isLost, let (due, event) = events.popFirst()
        {
            eventsNow = due == now ? eventsNow + 1 : 0
            now = due
            outcome.events += 1
            outcome.digest.fold(now.nanoseconds)
            outcome.digest.fold(event.code)
            try happen(event)
            try check()
        }
        return concluded()
    }

    private mutating func begin() throws(InvariantViolation) {
        events.schedule(.capture, at: now)
        events.schedule(.tick, at: now)
        for (place, fault) in configuration.faults.enumerated() {
            events.schedule(.fault(place), at: now + fault.at)
            guard fault.length < .max else { continue }
            events.schedule(.faultOver(place), at: now + fault.at + fault.length)
        }
        try feed(WorkerInput.start)
        try feed(EdgeInput.start)
    }

    private mutating func happen(_ event: SimulationEvent) throws(InvariantViolation) {
        guard !putsOff(event) else { return }
        switch event {
        case .capture: try captureIfDue()
        case .tick: try tick()
        case .wake(let station): try wake(station)
        case .headFinished(let id): try finishHead(id)
        case .encoded(let id, let multiplier, let reference):
            try encode(id, multiplier: multiplier, reference: reference)
        case .executed(let execution, let time, let number):
            // What a process computed that has ended since is gone with it.
            if isWorkerUp, number == workersStarted { try finish(execution, time) }
        case .link(let route): try advance(route)
        case .replayed(let output): try take(output, .device)
        case .fault(let place): try begin(configuration.faults[place])
        case .faultOver(let place): try end(configuration.faults[place].kind)
        }
    }

    private func concluded() -> DriveOutcome {
        var outcome = outcome
        outcome.score = world.score
        outcome.fates = edge.fates
        outcome.coordinator = coordinator.counts
        outcome.worker = worker.counts
        outcome.planAgeAtArrival = Percentiles(arrivalAges)
        outcome.planAgeDriven = Percentiles(drivenAges)
        outcome.state = edge.state
        outcome.speed = world.ego.speed
        outcome.isFinished = world.isFinished
        outcome.deviceLink = transports[Route.device.rawValue].report
        outcome.workerLink = transports[Route.worker.rawValue].report
        return outcome
    }
}

// MARK: Time

extension ClosedLoop {
    /// What the clock of `station` says now.
    func local(_ station: Station) -> Instant {
        clocks[station.rawValue].reading(at: now.nanoseconds)
    }
    /// When the clock of `station` says so, or the origin for what it said before.
    func time(of reading: Instant, _ station: Station) -> Instant {
        Instant(nanoseconds: clocks[station.rawValue].time(of: reading))
    }
    /// Wakes `station` no later than `wakeup` of its own clock.
    mutating func noteWake(_ station: Station, at wakeup: Instant?) {
        guard let wakeup else { return }
        let due = max(time(of: wakeup, station), now)
        if let earlier = wakes[station.rawValue], earlier <= due { return }
        wakes[station.rawValue] = due
        events.schedule(.wake(station), at: due)
    }
    private mutating func wake(_ station: Station) throws(InvariantViolation) {
        // Another wake-up took this one's place.
        guard wakes[station.rawValue] == now else { return }
        wakes[station.rawValue] = nil
        // One that stands still looks at its clock once it goes on.
        guard !isPaused(station) else { return }
        switch station {
        case .edge: try feed(EdgeInput.wake)
        case .coordinator: if isCoordinatorUp { try feed(CoordinatorInput.wake) }
        case .worker: if isWorkerUp { try feed(WorkerInput.wake) }
        }
    }
}

// MARK: Invariants

extension ClosedLoop {
    func violation(_ invariant: Invariant) -> InvariantViolation {
        InvariantViolation(
            invariant: invariant, seed: configuration.seed, scenario: configuration.scenario.name,
            elapsed: now - .origin)
    }
    /// What must hold after each event.
    func check() throws(InvariantViolation) {
        let fates = edge.fates
        guard fates.isBalanced, fates.captured == nextCapture else { throw violation(.edgeBalance) }
        let ended = fates.captured - fates.pending
        guard fateEvents == ended else {
            throw violation(.oneFatePerCapture(events: fateEvents, ended: ended))
        }
        guard coordinator.counts.isBalanced else { throw violation(.coordinatorBalance) }
        guard worker.counts.isBalanced else { throw violation(.workerBalance) }
        guard events.count <= Limits.events else {
            throw violation(.eventsBounded(found: events.count))
        }
        guard eventsNow <= Limits.eventsPerInstant else { throw violation(.timeAdvances) }
        for transport in transports {
            guard transport.socketCount <= Limits.sockets,
                transport.connectionCount <= Limits.openConnections
            else { throw violation(.connectionsBounded) }
        }
        guard captures.count <= Limits.captures else {
            throw violation(.capturesBounded(found: captures.count))
        }
        for store in stores where store.count > Limits.payloads {
            throw violation(.payloadsBounded(found: store.count))
        }
    }
    /// What must hold of each command.
    func check(_ output: ControlOutput) throws(InvariantViolation) {
        guard let plan = output.plan else { return }
        switch output.driver {
        case .cloudPlan, .heldPlan, .localPolicy:
            guard plan.age <= configuration.edge.failsafe.fallbackAge else {
                throw violation(.freshPlanDrives(age: plan.age))
            }
        case .stopping, .standstill, .nobody: break
        }
        if let rule = planWatch.brokenRule(of: plan, at: now) {
            throw violation(.planFollowed(rule))
        }
    }
}
