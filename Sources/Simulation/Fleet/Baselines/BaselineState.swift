import Batching
import SansIO
import Timekeeping

/// What all baselines share: who asks, who waits, who runs what, and one end for each request.
///
/// A lost worker's requests go back to their queues, at most once each. No baseline suspects a
/// worker by itself, learns service times, or turns a request away before the queue's limit.
struct BaselineState: Sendable {
    let configuration: BaselineConfiguration
    /// By model, and within it by level.
    var queues: [BaselineQueue]
    private(set) var workers: [BaselineWorker?]
    /// The least time any worker takes for one request, in nanoseconds; nil without any. By model.
    private(set) var shortest: [UInt64?]
    private var records: [BaselineRecord] = []
    private var streams: [StreamProfile?]
    // By stream: the place of the waiting request, -1 for none; the newest capture seen.
    private var waiting: [Int32]
    private var newest: [UInt64]
    private var outputs: OutputQueue<BatcherOutput>
    private var waitingCount = 0
    private var isDraining = false
    private var lastBatch: UInt64 = 0

    init(_ configuration: BaselineConfiguration) {
        self.configuration = configuration
        levels = configuration.hasLevels ? RequestClass.allCases.count : 1
        queues = Array(repeating: BaselineQueue(), count: configuration.models * levels)
        workers = Array(repeating: nil, count: configuration.workers)
        shortest = Array(repeating: nil, count: configuration.models)
        streams = Array(repeating: nil, count: configuration.streams)
        waiting = Array(repeating: -1, count: configuration.streams)
        newest = Array(repeating: 0, count: configuration.streams)
        outputs = OutputQueue(
            limit: FleetLimits.baselineQueue
                + 2 * configuration.workers * FleetLimits.batchMembers)
    }

    /// Queues of one model, the first for the most urgent.
    let levels: Int
    var hasIdleWorker: Bool { workers.contains { $0?.takesWork ?? false } }
    var isEmpty: Bool { waitingCount == 0 }

    mutating func nextOutput() -> BatcherOutput? { outputs.popFirst() }

    /// Takes what the rule has no say in.
    mutating func take(_ input: BatcherInput, at now: Instant) {
        switch input {
        case .arrived(let request): admit(request, at: now)
        case .finished(let slot, let number): finish(slot, number, at: now) { _ in .answered }
        case .finishedInPart(let slot, let number, let members):
            finish(slot, number, at: now) { id in
                members.first { $0.request == id }.map(\.status) ?? .failed
            }
        case .streamOpened(let slot, let profile): streams[slot.index] = profile
        case .streamClosed(let slot): close(slot)
        case .withdrawn(let id): withdraw(id)
        case .workerJoined(let slot, let profile): join(slot, profile, at: now)
        case .workerDraining(let slot): workers[slot.index]?.isDraining = true
        case .workerLost(let slot): lose(slot)
        case .drain: isDraining = true
        case .downlinkMeasured, .wake: break
        }
    }

    // MARK: For the rules

    /// The free worker that runs `count` requests of a model soonest; of equal ones the one that
    /// rested longest.
    func idleWorker(_ model: Int, count: Int) -> Int? {
        var best: (index: Int, time: UInt64, since: UInt64)?
        for (index, worker) in workers.enumerated() {
            guard let worker, worker.takesWork, worker.batchLimit(model) > 0 else { continue }
            let size = min(max(count, 1), worker.batchLimit(model))
            let time = worker.time(model, batch: size)
            if let best, (best.time, best.since) <= (time, worker.idleSince) { continue }
            best = (index, time, worker.idleSince)
        }
        return best?.index
    }
    /// Ends the first requests of a queue.
    mutating func drop(_ count: Int, of queue: Int, _ resolution: Resolution) {
        for place in 0..<count {
            let record = Int(queues[queue][place].place)
            leave(record)
            end(record, resolution)
        }
        queues[queue].dropFirst(count)
    }
    /// Puts the first requests of a queue into the batch a worker is about to get.
    mutating func load(_ count: Int, of queue: Int, on worker: Int) {
        for place in 0..<count {
            let record = Int(queues[queue][place].place)
            leave(record)
            records[record].dispatches += 1
            workers[worker]?.members.append(records[record].id)
        }
        queues[queue].dropFirst(count)
    }
    /// Lets a worker run what was loaded.
    mutating func send(_ worker: Int, _ model: Int) {
        lastBatch += 1
        workers[worker]?.number = lastBatch
        workers[worker]?.model = model
        outputs.append(.dispatch(WorkerSlot(worker), BatchNumber(lastBatch)))
    }

    // MARK: Requests

    private mutating func admit(_ request: Request, at now: Instant) {
        let (place, stream) = (request.id.index, request.stream.index)
        while records.count <= place { records.append(.closed) }
        precondition(!records[place].isOpen, "a request's slot is free when it arrives")
        guard let profile = streams[stream] else {
            preconditionFailure("a stream is open when it asks")
        }
        if let obstacle = obstacle(to: request) {
            return outputs.append(.resolve(request.id, obstacle))
        }
        newest[stream] = max(newest[stream], request.capture.nanoseconds)
        if configuration.newestWins, waiting[stream] >= 0 {
            remove(Int(waiting[stream]), .superseded)
        }
        let level = levels > 1 ? profile.requestClass.rawValue : 0
        let key = configuration.order == .arrival ? now : request.deadline
        records[place] = BaselineRecord(
            id: request.id, stream: Int32(stream),
            queue: Int32(profile.model.index * levels + level), key: key.nanoseconds,
            capture: request.capture.nanoseconds)
        enqueue(place)
    }
    private func obstacle(to request: Request) -> Resolution? {
        if isDraining { return .draining }
        if configuration.newestWins,
            request.capture.nanoseconds < newest[request.stream.index]
        {
            return .superseded
        }
        return waitingCount < FleetLimits.baselineQueue ? nil : .queueFull
    }
    private mutating func enqueue(_ place: Int) {
        let record = records[place]
        queues[Int(record.queue)].insert(
            BaselineQueue.Entry(key: record.key, place: Int32(place)))
        records[place].isWaiting = true
        waiting[Int(record.stream)] = Int32(place)
        waitingCount += 1
    }
    /// Notes that a request waits no more; its queue is the caller's.
    private mutating func leave(_ place: Int) {
        records[place].isWaiting = false
        waitingCount -= 1
        let stream = Int(records[place].stream)
        if waiting[stream] == Int32(place) { waiting[stream] = -1 }
    }
    private mutating func remove(_ place: Int, _ resolution: Resolution) {
        let record = records[place]
        queues[Int(record.queue)].remove(
            BaselineQueue.Entry(key: record.key, place: Int32(place)))
        leave(place)
        end(place, resolution)
    }
    private mutating func end(_ place: Int, _ resolution: Resolution) {
        records[place].isOpen = false
        outputs.append(.resolve(records[place].id, resolution))
    }
    private func isOpen(_ id: RequestID) -> Bool {
        id.index < records.count && records[id.index].isOpen && records[id.index].id == id
    }
    private mutating func withdraw(_ id: RequestID) {
        guard isOpen(id) else { return }
        if records[id.index].isWaiting {
            remove(id.index, .withdrawn)
        } else {
            end(id.index, .withdrawn)
        }
    }
    private mutating func close(_ slot: StreamSlot) {
        for record in records where record.isOpen && Int(record.stream) == slot.index {
            withdraw(record.id)
        }
        streams[slot.index] = nil
        newest[slot.index] = 0
    }

    // MARK: Workers

    private mutating func join(_ slot: WorkerSlot, _ profile: WorkerProfile, at now: Instant) {
        precondition(workers[slot.index] == nil, "a worker's slot is free when it joins")
        var tables = [ServiceTimeTable?](repeating: nil, count: configuration.models)
        for model in profile.models {
            tables[model.model.index] = ServiceTimeTable(
                profile: model, assumed: BatcherConfiguration.standard.assumedServiceTime)
        }
        workers[slot.index] = BaselineWorker(tables: tables, idleSince: now.nanoseconds)
        findShortest()
    }
    private mutating func findShortest() {
        for model in shortest.indices {
            shortest[model] = workers.compactMap { $0 }.filter { $0.batchLimit(model) > 0 }
                .map { $0.time(model, batch: 1) }.min()
        }
    }
    private mutating func lose(_ slot: WorkerSlot) {
        guard let worker = workers[slot.index] else { return }
        workers[slot.index] = nil
        findShortest()
        for id in worker.members where isOpen(id) {
            let record = records[id.index]
            if record.dispatches > 1 {
                end(id.index, .workerLost)
            } else if configuration.newestWins, waiting[Int(record.stream)] >= 0 {
                end(id.index, .superseded)
            } else {
                enqueue(id.index)
            }
        }
    }
    private mutating func finish(
        _ slot: WorkerSlot, _ number: BatchNumber, at now: Instant,
        _ status: (RequestID) -> MemberStatus
    ) {
        guard let worker = workers[slot.index], worker.number == number.value else {
            return outputs.append(.strayResult(slot, number))
        }
        workers[slot.index]?.number = 0
        workers[slot.index]?.members.removeAll(keepingCapacity: true)
        workers[slot.index]?.idleSince = now.nanoseconds
        for id in worker.members where isOpen(id) {
            switch status(id) {
            case .answered: end(id.index, .answered)
            case .malformed: end(id.index, .malformed)
            case .expired: end(id.index, .budgetSpent)
            case .failed: end(id.index, .workerFailed)
            }
        }
    }
}
