public import SansIO
public import Timekeeping

/// Decides which requests run together, when and where: earliest deadline first, newest capture
/// of a stream only, never work that cannot be finished in time.
///
/// Work-conserving: an idle worker and a request it can finish in time never wait for each other.
/// One batch is in flight per worker. Every request that arrives is resolved exactly once; what
/// has not arrived, or is resolved, is not known here. The caller names requests, streams and
/// workers by dense slots of its own, so nothing is hashed.
public struct Batcher: StateMachine, Sendable {
    /// What the batcher did so far.
    public internal(set) var counts = BatcherCounts()
    /// Whether arrivals are turned away.
    public internal(set) var isDraining = false

    /// A request that waits (no holder) or runs.
    struct Record: Sendable {
        var request: Request
        var holder: BatchNumber?
        var dispatches: Int
    }

    let configuration: BatcherConfiguration
    // Indexed by the slots of requests, streams, workers and by class.
    var records: [Record?]
    var newest: [RequestID?]
    var workers: [WorkerState?]
    var queues: [DeadlineQueue]
    var outputs: OutputQueue<BatcherOutput>
    private var lastBatch: UInt64 = 0

    /// A batcher without workers.
    public init(configuration: BatcherConfiguration) {
        precondition(
            (1...Limits.queuedRequests).contains(configuration.queueLimit)
                && (1...Limits.workers).contains(configuration.workerLimit)
                && (1...Limits.streams).contains(configuration.streamLimit)
                && configuration.overdueTolerance > .zero && configuration.suspectLimit > .zero,
            "the batcher's configuration keeps its limits")
        self.configuration = configuration
        records = Array(repeating: nil, count: configuration.openLimit)
        newest = Array(repeating: nil, count: configuration.streamLimit)
        workers = Array(repeating: nil, count: configuration.workerLimit)
        queues = RequestClass.allCases.map { _ in DeadlineQueue(limit: configuration.queueLimit) }
        // One input may end every open request, and change and fill every worker.
        outputs = OutputQueue(limit: configuration.openLimit + 3 * configuration.workerLimit + 2)
    }

    /// Takes one input at `now`.
    public mutating func handle(_ input: BatcherInput, at now: Instant) {
        switch input {
        case .arrived(let request): admit(request, at: now)
        case .withdrawn(let id): withdraw(id)
        case .workerJoined(let slot, let profile): join(slot, profile, at: now)
        case .workerDraining(let slot): workers[slot.index]?.isDraining = true
        case .workerLost(let slot): lose(slot, at: now)
        case .finished(let slot, let number, let members):
            finish(slot, number, members, at: now)
        case .drain: isDraining = true
        case .wake: break
        }
        suspectOverdue(at: now)
        expireHopeless(at: now)
        dispatch(at: now)
    }

    /// The next thing to do, or nil once everything was taken.
    public mutating func nextOutput() -> BatcherOutput? { outputs.popFirst() }

    /// When a request becomes hopeless or a batch overdue, whichever is first.
    public var wakeup: Instant? {
        var earliest: Instant?
        func consider(_ instant: Instant) { earliest = min(earliest ?? instant, instant) }
        let fastest = fastestTime ?? .zero
        for queue in queues {
            if let first = queue.first {
                consider(first.deadline - fastest + .nanoseconds(1))
            }
        }
        for worker in workers {
            if let overdue = worker?.overdue { consider(overdue) }
        }
        return earliest
    }

    /// The batch a worker holds and its members, or nil if it holds none.
    public func batch(of slot: WorkerSlot) -> (number: BatchNumber, members: [RequestID])? {
        workers[slot.index]?.run.map { ($0.number, $0.members) }
    }
    /// Whether a request waits: false once a worker holds it or it is over.
    public func isWaiting(_ id: RequestID) -> Bool {
        guard let record = record(of: id) else { return false }
        return record.holder == nil
    }
    /// The time a batch of `batch` members is expected to take on a worker, or nil if there is no
    /// such worker or it takes none so large.
    public func expectedTime(of slot: WorkerSlot, batch: Int) -> Interval? {
        guard let table = workers[slot.index]?.serviceTimes else { return nil }
        guard (1...table.batchLimit).contains(batch) else { return nil }
        return table.time(batch: batch)
    }

    // MARK: Shared by the extensions

    /// The least time any registered worker takes for one member, or nil if none is registered.
    var fastestTime: Interval? {
        var fastest: Interval?
        for worker in workers {
            guard let worker, !worker.isDraining else { continue }
            let time = worker.serviceTimes.time(batch: 1)
            fastest = min(fastest ?? time, time)
        }
        return fastest
    }
    func record(of id: RequestID) -> Record? {
        guard records.indices.contains(id.index), let record = records[id.index] else { return nil }
        return record.request.id == id ? record : nil
    }
    var queueIsFull: Bool { counts.queued >= configuration.queueLimit }

    mutating func enqueue(_ request: Request) {
        queues[request.requestClass.rawValue].insert(request)
        counts.queued += 1
    }
    mutating func dequeue(_ request: Request) {
        queues[request.requestClass.rawValue].remove(request)
        counts.queued -= 1
    }
    /// Ends a request that waits or runs.
    mutating func resolve(_ record: Record, _ resolution: Resolution) {
        if record.holder == nil { dequeue(record.request) } else { counts.running -= 1 }
        records[record.request.id.index] = nil
        announce(record.request.id, resolution)
    }
    mutating func announce(_ id: RequestID, _ resolution: Resolution) {
        counts.count(resolution)
        outputs.append(.resolve(id, resolution))
    }
    mutating func nextBatchNumber() -> BatchNumber {
        lastBatch += 1
        return BatchNumber(lastBatch)
    }
}
