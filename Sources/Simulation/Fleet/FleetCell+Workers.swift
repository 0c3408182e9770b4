import Batching
import Timekeeping

/// The workers and what happens to them.
extension FleetCell {
    mutating func join(_ index: Int, isOnProbation: Bool) {
        let kind = scenario.workers[workers[index].kind]
        let models = kind.models.map { model in
            let profile = scenario.models[model].profile
            let points = stride(from: 1, through: profile.batchLimit, by: 1).map { batch in
                let time = profile.time(batch: batch) * Int64(kind.slowness) / 1_000
                return WorkerProfile.Point(
                    batch: batch,
                    time: (time + scenario.control) * Int64(scenario.claimedTime) / 1_000)
            }
            return WorkerProfile.Model(
                model: ModelSlot(model), batchLimit: profile.batchLimit, points: points)
        }
        feed(
            .workerJoined(
                WorkerSlot(index), WorkerProfile(models: models, isOnProbation: isOnProbation)))
    }

    mutating func start(_ slot: WorkerSlot, _ number: BatchNumber) {
        guard let model = scheduler.model(of: slot)?.index else { return }
        let size = scheduler.memberCount(of: slot)
        let worker = workers[slot.index]
        batchCount += 1
        let time = scenario.serviceTime(
            of: model, size: size, kind: worker.kind, slowness: slowness, batch: batchCount, hash)
        let end = now + UInt64((time + scenario.control).nanoseconds)
        book.result.digest.fold(now ^ UInt64(slot.index) << 48 ^ UInt64(size) << 56)
        book.result.batchSizes[size - 1] += 1
        workers[slot.index].number = number.value
        workers[slot.index].start = now
        workers[slot.index].end = worker.isDead ? .max : end
        nextEnd = min(nextEnd, workers[slot.index].end)
        if traced.contains(now), book.result.trace.count < FleetLimits.tracedBatches {
            book.result.trace.append(
                BatchTrace(worker: slot.index, model: model, size: size, start: now, end: end))
        }
    }
    mutating func findNextEnd() { nextEnd = workers.reduce(.max) { min($0, $1.end) } }

    mutating func finishBatch() {
        guard let index = workers.firstIndex(where: { $0.end == nextEnd }) else { return }
        let number = workers[index].number
        book.worked(workers[index], from: workers[index].start, until: now)
        workers[index].endBatch()
        findNextEnd()
        feed(.finished(WorkerSlot(index), BatchNumber(number)))
    }

    mutating func happen(_ happening: FleetHappening) {
        switch happening {
        case .event(let event): happen(event)
        case .workerNoticed(let index): feed(.workerLost(WorkerSlot(index)))
        case .reconnect: reconnect()
        }
    }
    private mutating func happen(_ event: FleetScenario.Event) {
        switch event {
        case .workerDies(let index, let delay):
            workers[index].isDead = true
            workers[index].end = .max
            book.left(workers[index], at: now)
            findNextEnd()
            insert(.workerNoticed(index), at: now + UInt64(delay.nanoseconds))
        case .workerReturns(let index):
            workers[index].isDead = false
            workers[index].since = now
            workers[index].endBatch()
            join(index, isOnProbation: true)
        case .slowness(let thousandths): slowness = thousandths
        case .connected(let group, let count): connect(group, count)
        case .outage(let span):
            cutUntil = now + UInt64(span.nanoseconds)
            insert(.reconnect, at: cutUntil)
        }
    }
    private mutating func insert(_ happening: FleetHappening, at due: UInt64) {
        let place = events.firstIndex { $0.at > due } ?? events.count
        events.insert((due, happening), at: place)
        nextEvent = events[0].at
    }
}

/// What happens to a cell, by its scenario or because of it.
enum FleetHappening: Sendable {
    case event(FleetScenario.Event)
    case workerNoticed(Int)
    case reconnect
}
