public import SansIO
public import Timekeeping

/// Decides which requests run together, when and where, so that as many plans as possible arrive
/// in time.
///
/// A plan's deadline lies at its device, behind a link of uncertain length: finishing it with some
/// slack left is worth the learned odds F(slack) that it still arrives in time, never all or
/// nothing. By these odds hopeless work is not run, the size of a batch is chosen, and in overload
/// who is served (`Batcher+Choice`). A batch below a floor that demand sets waits for more members,
/// for a bounded time (`Batcher+Demand`). Newest wins: a stream has at most one waiting request.
///
/// One batch is in flight per worker. Every request that arrives is resolved exactly once; what
/// has not arrived, or is resolved, is not known here. The caller names requests, streams, models
/// and workers by dense slots of its own, so nothing is hashed, and after it is made the batcher
/// allocates nothing but for a worker that joins.
public struct Batcher: StateMachine, Sendable {
    /// What the batcher did so far.
    public internal(set) var counts = BatcherCounts()
    /// Whether arrivals are turned away.
    public internal(set) var isDraining = false

    let configuration: BatcherConfiguration
    // Indexed by the slots of requests, streams, workers, models and network classes.
    var records: [RequestRecord]
    var streams: [StreamState]
    var workers: [WorkerState?]
    /// How fast each worker is at each model, worker by worker; nil for one it does not run.
    var tables: [ServiceTimeTable?]
    /// Workers that may take work of each model.
    var idle: [Int]
    var models: [ModelState]
    var networks: [DownlinkModel]
    var odds: OddsTables
    /// The batch of each worker, `batchLimit` places a worker.
    var members: [RequestID]
    /// What each tenant was served, in 1/1,024 of a member over its share.
    var served: [UInt64]
    /// The least slack, in nanoseconds, with which a plan is not hopeless, by network class.
    var least: [Int64]
    /// The slack with which a plan arrives in nine cases of ten, likewise.
    var likely: [Int64]
    /// The slack with which a request counts towards the floor of a batch, likewise.
    var good: [Int64]
    var demands: [Int64]
    var meter: DemandMeter
    var pacer: Pacer
    /// How long latents took to come, by network class.
    var uplinks: [DownlinkModel]
    /// The load by class at the streams' own periods, in 1/1,024; `own` is requests a second by
    /// model and class, in 1/1,024.
    var ownDemands: [Int64]
    var own: [Int64]
    var choice: Choice
    /// Workers that may take work.
    var idleWorkers = 0
    /// No worker is overdue before this.
    var nextOverdue = Instant.distantFuture
    /// Nothing that waits is hopeless before this, as of the last input.
    var lastHope = Instant.origin
    // Inlined into whoever drives a batcher: a getter called from elsewhere may copy all of it.
    @usableFromInline var due = Instant.distantFuture
    @usableFromInline var outputs: OutputQueue<BatcherOutput>
    private var lastBatch: UInt64 = 0
    private var latest = Instant.origin

    /// A batcher without workers.
    public init(configuration: BatcherConfiguration) {
        configuration.check()
        self.configuration = configuration
        records = Array(repeating: .closed, count: configuration.openLimit)
        streams = Array(repeating: StreamState(), count: configuration.streamLimit)
        workers = Array(repeating: nil, count: configuration.workerLimit)
        tables = Array(
            repeating: nil, count: configuration.workerLimit * configuration.modelLimit)
        idle = Array(repeating: 0, count: configuration.modelLimit)
        models = (0..<configuration.modelLimit).map { _ in
            ModelState(queue: RequestQueue(limit: configuration.queueLimit))
        }
        networks = (0..<NetworkClass.count).map { DownlinkModel(NetworkClass($0)) }
        odds = OddsTables(networks)
        members = Array(
            repeating: RequestID(0), count: configuration.workerLimit * configuration.batchLimit)
        served = Array(repeating: 0, count: configuration.tenantShares.count)
        least = Array(repeating: 0, count: NetworkClass.count)
        likely = least
        good = least
        demands = Array(repeating: 0, count: configuration.modelLimit)
        pacer = Pacer(streams: configuration.streamLimit, models: configuration.modelLimit)
        uplinks = networks
        ownDemands = Array(repeating: 0, count: RequestClass.allCases.count)
        own = Array(
            repeating: 0, count: configuration.modelLimit * RequestClass.allCases.count)
        meter = DemandMeter(models: configuration.modelLimit)
        choice = Choice(limit: configuration.queueLimit, tenants: served.count)
        // One input may end every open request, and change and fill every worker.
        outputs = OutputQueue(limit: configuration.openLimit + 3 * configuration.workerLimit + 4)
    }

    /// Takes one input at `now`.
    public mutating func handle(_ input: BatcherInput, at instant: Instant) {
        // A clock that steps back is taken to stand still.
        let now = max(instant, latest)
        latest = now
        if meter.advance(to: now) { weighDemand(at: now) }
        switch input {
        case .arrived(let request): admit(request, at: now)
        case .finished(let slot, let number): finish(slot, number, at: now)
        case .finishedInPart(let slot, let number, let members):
            finish(slot, number, members, at: now)
        case .downlinkMeasured(let network, let time): learn(network.index, time)
        case .streamOpened(let slot, let profile): open(slot, profile)
        case .streamClosed(let slot): close(slot)
        case .withdrawn(let id): withdraw(id)
        case .workerJoined(let slot, let profile): join(slot, profile, at: now)
        case .workerDraining(let slot): retire(slot)
        case .workerLost(let slot): lose(slot, at: now)
        case .drain: isDraining = true
        case .wake: break
        }
        if now >= nextOverdue { suspectOverdue(at: now) }
        // Behind what left a queue lies at times what is hopeless already, with a slower link. Each
        // further round ends one of those at least.
        repeat {
            if now >= lastHope { expireHopeless(at: now) }
            if idleWorkers > 0, counts.queued > 0 { dispatch(at: now) }
            findWakeup()
        } while now >= lastHope
    }
    private mutating func learn(_ network: Int, _ time: Interval) {
        if networks[network].learn(time) { odds.set(network, networks[network]) }
    }

    /// The next thing to do, or nil once everything was taken.
    @inlinable public mutating func nextOutput() -> BatcherOutput? { outputs.popFirst() }

    /// When a request becomes hopeless, a batch overdue or has waited for long enough, whichever
    /// is first.
    @inlinable public var wakeup: Instant? { due.nanoseconds == .max ? nil : due }
    private mutating func findWakeup() {
        // In locals: a method of the whole called while a part of it changes copies the whole.
        var (earliest, hope) = (nextOverdue.nanoseconds, UInt64.max)
        for model in models.indices {
            guard let first = models[model].queue.first else { continue }
            // The last instant at which it is not hopeless, and a nanosecond.
            let need = (models[model].fastest ?? 0) + least[Int(first.network)] - 1
            let end = Instant(nanoseconds: first.deadline) - .nanoseconds(need)
            hope = min(hope, end.nanoseconds)
            if idle[model] > 0, let end = models[model].waitEnd {
                earliest = min(earliest, end.nanoseconds)
            }
        }
        lastHope = Instant(nanoseconds: hope)
        due = Instant(nanoseconds: min(earliest, hope))
    }

    /// How many requests the batch of a worker has; 0 if it holds none.
    public func memberCount(of slot: WorkerSlot) -> Int { workers[slot.index]?.memberCount ?? 0 }
    /// One member of the batch of a worker, counted from zero.
    public func member(_ place: Int, of slot: WorkerSlot) -> RequestID {
        members[slot.index * configuration.batchLimit + place]
    }
    /// Which model the batch of a worker asks, or nil if it holds none.
    public func model(of slot: WorkerSlot) -> ModelSlot? {
        guard let worker = workers[slot.index], worker.isHolding else { return nil }
        return ModelSlot(worker.model)
    }
    /// The batch a worker holds, or nil if it holds none.
    public func batch(of slot: WorkerSlot) -> BatchNumber? {
        guard let worker = workers[slot.index], worker.isHolding else { return nil }
        return BatchNumber(worker.number)
    }
    /// Whether a request waits: false once a worker holds it or it is over.
    public func isWaiting(_ id: RequestID) -> Bool {
        guard let record = record(of: id) else { return false }
        return record.holder == 0
    }
    /// The time a batch of `batch` members is expected to take on a worker, or nil if there is no
    /// such worker or it takes none so large of this model.
    public func expectedTime(of slot: WorkerSlot, _ model: ModelSlot, batch: Int) -> Interval? {
        guard workers[slot.index] != nil,
            (1...max(fullLimit(slot.index, model.index), 1)).contains(batch),
            fullLimit(slot.index, model.index) > 0
        else { return nil }
        return .nanoseconds(time(slot.index, model.index, batch))
    }
    /// The odds, in 1/65,536, that a plan sent with this slack arrives in time.
    public func odds(_ network: NetworkClass, slack: Interval) -> UInt32 {
        networks[network.index].odds(slack.nanoseconds)
    }

    // MARK: Shared by the extensions

    /// Which workers count: those that are there, are trusted and run the model.
    func serves(_ worker: Int, _ model: Int) -> Bool {
        workers[worker]?.isTrusted ?? false && runs(worker, model)
    }
    func runs(_ worker: Int, _ model: Int) -> Bool { tables[place(worker, model)] != nil }
    /// The largest batch a worker may be given now, and may be given at all; 0 if it does not run
    /// the model.
    func limit(_ worker: Int, _ model: Int) -> Int {
        let full = fullLimit(worker, model)
        return full == 0 ? 0 : max(full >> (workers[worker]?.probation ?? 0), 1)
    }
    func fullLimit(_ worker: Int, _ model: Int) -> Int {
        tables[place(worker, model)]?.batchLimit ?? 0
    }
    /// The time of a batch, by the p90 and by the median of what was measured, in nanoseconds.
    func time(_ worker: Int, _ model: Int, _ batch: Int) -> Int64 {
        tables[place(worker, model)]?.time(batch: batch).nanoseconds ?? .max
    }
    func usualTime(_ worker: Int, _ model: Int, _ batch: Int) -> Int64 {
        tables[place(worker, model)]?.usualTime(batch: batch).nanoseconds ?? .max
    }
    func place(_ worker: Int, _ model: Int) -> Int { worker * configuration.modelLimit + model }

    func record(of id: RequestID) -> RequestRecord? {
        guard records.indices.contains(id.index) else { return nil }
        let record = records[id.index]
        return record.isOpen && record.id == id ? record : nil
    }
    mutating func announce(_ id: RequestID, _ resolution: Resolution) {
        counts.count(resolution)
        outputs.append(.resolve(id, resolution))
    }
    mutating func nextBatchNumber() -> UInt64 {
        lastBatch += 1
        return lastBatch
    }
}
