import Timekeeping

@testable import Batching

/// The batcher's rules in their simplest form: one list of open requests, sorted whenever an order
/// is asked for. It shares the tables of times, odds and demand, which have tests of their own, and
/// knows no pacing. Slow and plain: what the batcher decides has to be the same.
struct ReferenceBatcher {
    struct Item {
        var id: RequestID
        var stream: Int
        var model: Int
        var turn: Int
        var deadline: UInt64
        var profile: StreamProfile
        var weight: UInt32 = 0
        /// Of two equal deadlines the one that was queued first is first.
        var order = 0
        var dispatches = 0
        var holder: UInt64 = 0
    }
    struct Stream {
        var profile: StreamProfile?
        var newest: UInt64 = 0
        var turn = 0
        var answered = 0
        var planned: UInt64 = 0
        var misses: UInt32 = 0
    }
    struct Worker {
        var tables: [ServiceTimeTable?]
        var isDraining = false
        var isSuspect = false
        var probation: Int
        var measured: Instant
        var number: UInt64?
        var model = 0
        var members: [RequestID] = []
        var start = Instant.origin
        var overdue = Instant.distantFuture

        var takesWork: Bool { number == nil && !isDraining }
        var isTrusted: Bool { !isSuspect && !isDraining }
    }
    struct Model {
        var rate: Int64 = 0
        var capacity: Int64 = 0
        var floor = 1
        var goodSlack: Int64 = 0
        var waitEnd: Instant?
        var returns = Returns()
    }

    let configuration: BatcherConfiguration
    var items: [Item] = []
    var streams: [Stream]
    var workers: [Worker?]
    var models: [Model]
    var networks = (0..<NetworkClass.count).map { DownlinkModel(NetworkClass($0)) }
    var meter: DemandMeter
    var least = [Int64](repeating: 0, count: NetworkClass.count)
    var likely = [Int64](repeating: 0, count: NetworkClass.count)
    var served: [UInt64]
    var virtualTime: UInt64 = 0
    var isDraining = false
    var outputs: [BatcherOutput] = []
    var orders = 0
    var batches: UInt64 = 0

    init(_ configuration: BatcherConfiguration) {
        self.configuration = configuration
        streams = Array(repeating: Stream(), count: configuration.streamLimit)
        workers = Array(repeating: nil, count: configuration.workerLimit)
        models = Array(repeating: Model(), count: configuration.modelLimit)
        meter = DemandMeter(models: configuration.modelLimit)
        served = Array(repeating: 0, count: configuration.tenantShares.count)
    }

    /// What the batcher should say to one input.
    mutating func handle(_ input: BatcherInput, at now: Instant) -> [BatcherOutput] {
        outputs = []
        if meter.advance(to: now) { weigh() }
        take(input, at: now)
        suspectOverdue(at: now)
        repeat {
            expire(at: now)
            while let next = bestBatch(at: now) { fill(next, at: now) }
        } while models.indices.contains { obstacle(toFirst: $0, at: now) != nil }
        return outputs
    }

    private mutating func take(_ input: BatcherInput, at now: Instant) {
        switch input {
        case .arrived(let request): arrive(request, at: now)
        case .finished(let slot, let number): finish(slot.index, number, nil, at: now)
        case .finishedInPart(let slot, let number, let results):
            finish(slot.index, number, results, at: now)
        case .downlinkMeasured(let network, let time): networks[network.index].record(time)
        case .streamOpened(let slot, let profile): streams[slot.index].profile = profile
        case .streamClosed(let slot): close(slot.index)
        case .withdrawn(let id): end(id, .withdrawn)
        case .workerJoined(let slot, let profile):
            var tables = [ServiceTimeTable?](repeating: nil, count: models.count)
            for model in profile.models {
                tables[model.model.index] = ServiceTimeTable(
                    profile: model, assumed: configuration.assumedServiceTime)
            }
            workers[slot.index] = Worker(
                tables: tables, probation: profile.isOnProbation ? 3 : 0, measured: now)
            weigh()
        case .workerDraining(let slot):
            workers[slot.index]?.isDraining = true
            weigh()
        case .workerLost(let slot): lose(slot.index, at: now)
        case .drain: isDraining = true
        case .wake: break
        }
    }

    /// What waits for a model, earliest deadline first.
    func queue(_ model: Int) -> [Item] {
        items.filter { $0.holder == 0 && $0.model == model }
            .sorted { ($0.deadline, $0.order) < ($1.deadline, $1.order) }
    }
    func place(_ id: RequestID) -> Int? { items.firstIndex { $0.id == id } }
    func waiting(_ stream: Int) -> Item? { items.first { $0.stream == stream && $0.holder == 0 } }
    mutating func end(_ id: RequestID, _ resolution: Resolution) {
        guard let place = place(id) else { return }
        let item = items.remove(at: place)
        if item.holder == 0, queue(item.model).isEmpty { models[item.model].waitEnd = nil }
        outputs.append(.resolve(id, resolution))
    }
    mutating func miss(_ stream: Int) {
        streams[stream].misses = min(streams[stream].misses + 1, 3)
    }
    mutating func enqueue(_ place: Int) {
        orders += 1
        items[place].order = orders
        items[place].holder = 0
        let requestClass = items[place].profile.requestClass.rawValue
        items[place].weight =
            SchedulingPolicy.weights[requestClass] * (16 + streams[items[place].stream].misses) / 16
    }

    // MARK: Workers by model

    func serving(_ model: Int) -> [(index: Int, table: ServiceTimeTable, limit: Int)] {
        workers.indices.compactMap { index in
            guard let worker = workers[index], worker.isTrusted, let table = worker.tables[model]
            else { return nil }
            return (index, table, max(table.batchLimit >> worker.probation, 1))
        }
    }
    func fastest(_ model: Int) -> Int64? {
        serving(model).map { $0.table.time(batch: 1).nanoseconds }.min()
    }
    func slack(_ deadline: UInt64, _ now: Instant) -> Int64 {
        Int64(clamping: deadline) - Int64(clamping: now.nanoseconds)
    }
}
