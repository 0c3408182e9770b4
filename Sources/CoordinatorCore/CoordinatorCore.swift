import Batching
public import SansIO
import Session
public import Timekeeping
public import Wire

/// The coordinator: gives each latent to a worker in time or says why not, and each plan to the
/// device that asked.
///
///     device side                                        worker side
///     hello  -> welcome | refuse                         register -> welcome | refuse
///     latent -> Batcher -> batch ----------------------> worker
///     plan  <- | outcome <- ... <- result -------------- worker
///
/// Every latent of a session ends exactly once (`counts.isBalanced` after every input). Peers,
/// queue, open latents, held bytes and refusals are bounded by the configuration and `Limits`. A
/// peer can harm only itself: what it breaks is counted and ends, at the worst, its own session.
public struct CoordinatorCore: StateMachine {
    /// Whether new devices are turned away, and latents too unless a handover is under way.
    public private(set) var isDraining = false

    let configuration: CoordinatorConfiguration
    var devices: PeerTable<Device>
    var workers: PeerTable<Worker>
    var batcher: Batcher
    var requests: RequestTable
    /// The bundles served, by their models' places.
    var models: [ServedModel] = []
    /// Workers that failed lately.
    var record = WorkerRecord()
    /// The latent that is being taken in: what its device is asked is said by its stamp.
    var arriving: OpenRequest?
    var tally = CoordinatorCounts()
    /// Sessions of devices accepted so far.
    var deviceSessions: UInt64 = 0
    var refusals = Allowance(burst: Limits.refusalBurst, period: Limits.refusalPeriod)
    /// The result whose plans are being given out, while one is handled.
    var delivery: Delivery?
    /// Plans the transport has not spoken of yet; none between two inputs of a shell.
    var departures = Departures()
    /// The handover of the devices to fellow cells, while a drain begins with one.
    var handover: Handover?
    /// Payloads on their way out of what is held, and the chain of a member; empty between uses.
    var released: [HeldPayload] = []
    var chained: [HeldPayload] = []
    // Inlined into whoever drives the core: a getter called from elsewhere may copy all of it.
    @usableFromInline var due = Instant.distantFuture
    @usableFromInline var outputs: OutputQueue<CoordinatorOutput>
    // The sessions' timers: the devices' by slot, behind them the workers'.
    private var timers: PeerTimers
    private var lastLook = Instant.origin
    private var hasSaidDrained = false

    /// A coordinator without peers.
    public init(configuration: CoordinatorConfiguration) {
        configuration.check()
        self.configuration = configuration
        let nobody = PeerLink(id: PeerID(0), name: "", configuration: configuration.session)
        devices = PeerTable(
            limit: configuration.deviceLimit,
            vacant: Device(
                link: nobody, model: 0, budget: .zero, requestClass: configuration.requestClass))
        workers = PeerTable(limit: configuration.workerLimit, vacant: Worker(link: nobody))
        batcher = Batcher(configuration: configuration.batcher)
        requests = RequestTable(limit: configuration.batcher.openLimit)
        models = configuration.bundles.map { ServedModel(bundle: $0) }
        timers = PeerTimers(places: configuration.deviceLimit + configuration.workerLimit)
        // One input may, after a long pause, end every latent (outcome, event, and releases of it
        // and of its chain) and every session (farewell, event, forget, references), and start a
        // batch on every worker.
        let open = configuration.batcher.openLimit
        let peers = configuration.deviceLimit + configuration.workerLimit
        outputs = OutputQueue(limit: (3 + Wire.Limits.linkCount) * open + 8 * peers + 256)
    }

    /// Takes one input at `now`.
    public mutating func handle(_ input: CoordinatorInput, at now: Instant) {
        var isWord = false
        if case .planGiven = input { isWord = true }
        precondition(
            isWord || departures.isEmpty, "the transport's word on each plan comes first")
        switch input {
        case .deviceFrame(let peer, let envelope, let payloads):
            takeDeviceFrame(peer, envelope, payloads, at: now)
        case .workerFrame(let peer, let envelope, let payloads):
            takeWorkerFrame(peer, envelope, payloads, at: now)
        case .undecodable(let peer, let side, let error):
            takeUndecodable(peer, side, error, at: now)
        case .planGiven(let peer, let sequence, let isTaken):
            noteGiven(peer, sequence: sequence, isTaken: isTaken)
        case .peerClosed(let peer):
            closePeer(peer, at: now)
        case .drain:
            if !isDraining { beginDrain(at: now) }
        case .wake: break
        }
        lookAtSessions(at: now)
        continueHandover(at: now)
        settle(at: now)
        finishDrain(at: now)
        due = findNextLook()
        if let step = handover?.next { due = min(due, step) }
        if let wakeup = batcher.wakeup { due = min(due, wakeup) }
    }

    /// The next thing to do, or nil once everything was taken.
    @inlinable public mutating func nextOutput() -> CoordinatorOutput? { outputs.popFirst() }

    /// When a latent, a batch or a session needs attention, whichever is first.
    @inlinable public var wakeup: Instant? { due.nanoseconds == .max ? nil : due }

    /// What the coordinator did so far, and holds now.
    public var counts: CoordinatorCounts {
        var counts = tally
        counts.queued = batcher.counts.queued
        counts.running = batcher.counts.running
        counts.misshapenResults = batcher.counts.misshapenResults
        counts.uselessMembers = batcher.counts.duplicateMembers
        counts.leaving = departures.count
        counts.devices = devices.count
        counts.workers = workers.count
        return counts
    }

    /// What a device's failsafe reported last in its session; nil for nothing.
    public func failsafeReport(of peer: PeerID) -> FailsafeReport? {
        devices.slot(of: peer).flatMap { devices[$0]?.safety.latest }
    }

    // MARK: Shared by the extensions

    mutating func emit(_ output: CoordinatorOutput) { outputs.append(output) }
    mutating func release(_ payloads: [PayloadID]) {
        for payload in payloads { outputs.append(.release(payload)) }
    }

    /// A device's session came, went or changed its timers.
    mutating func noteDeviceTimer(_ slot: Int) {
        timers.set(slot, devices.peers[slot].link.session.wakeup)
    }
    /// The same of a worker's.
    mutating func noteWorkerTimer(_ slot: Int) {
        timers.set(configuration.deviceLimit + slot, workers.peers[slot].link.session.wakeup)
    }
    /// When the sessions are looked at next.
    private mutating func findNextLook() -> Instant {
        guard let earliest = timers.earliest else { return .distantFuture }
        return max(earliest, lastLook + Limits.sessionLookPeriod)
    }
    /// Wakes the sessions that are due.
    private mutating func lookAtSessions(at now: Instant) {
        guard now >= findNextLook() else { return }
        lastLook = now
        // Each that is looked at is due later, or gone: there are no more than have a timer.
        for _ in 0..<timers.count {
            guard let place = timers.due(at: now) else { return }
            if place < configuration.deviceLimit {
                lookAtDevice(place, at: now)
            } else {
                lookAtWorker(place - configuration.deviceLimit, at: now)
            }
        }
    }

    private mutating func beginDrain(at now: Instant) {
        isDraining = true
        guard devices.count > 0, !configuration.fellows.isEmpty else {
            return batcher.handle(.drain, at: now)
        }
        beginHandover(at: now)
    }
    private mutating func finishDrain(at now: Instant) {
        guard isDraining, handover == nil, !hasSaidDrained, departures.isEmpty,
            requests.count == 0
        else { return }
        hasSaidDrained = true
        dismissEverybody(at: now)
        emit(.event(.drained))
    }
}
