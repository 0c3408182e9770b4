import SansIO
import Timekeeping

/// Which free worker takes which model's requests.
extension Batcher {
    mutating func dispatch(at now: Instant) {
        // Each round fills one worker, so there are no more rounds than workers.
        while idleWorkers > 0, counts.queued > 0, let next = bestBatch(at: now) {
            fill(next.worker, next.model, next.offer, at: now)
        }
    }

    /// The batch that is worth most for the time it takes, of those that need not wait.
    private mutating func bestBatch(
        at now: Instant
    ) -> (worker: Int, model: Int, offer: Offer)? {
        var best: (worker: Int, model: Int, offer: Offer)?
        for model in models.indices where models[model].queue.count > 0 {
            guard idle[model] > 0, isDue(model, at: now) else { continue }
            guard let (worker, offer) = offerOfFree(model, at: now) else {
                // Nothing that a free worker can do in time, and nothing to wait for.
                models[model].waitEnd = nil
                continue
            }
            if let best, !isWorthMore(offer, than: best.offer) { continue }
            best = (worker, model, offer)
        }
        return best
    }
    /// What the free worker that is best for all that wait can do in time; if that is nothing, what
    /// the one can that is fastest with a single one.
    private mutating func offerOfFree(
        _ model: Int, at now: Instant
    ) -> (worker: Int, offer: Offer)? {
        let count = models[model].queue.count
        guard let worker = freeWorker(model, count) else { return nil }
        if let offer = offer(model, worker, at: now) { return (worker, offer) }
        guard idle[model] > 1, let other = freeWorker(model, 1), other != worker,
            let offer = offer(model, other, at: now)
        else { return nil }
        return (other, offer)
    }
    /// By worth for the time it takes.
    private func isWorthMore(_ offer: Offer, than other: Offer) -> Bool {
        let mine = offer.worth.multipliedFullWidth(by: UInt64(other.time))
        let others = other.worth.multipliedFullWidth(by: UInt64(offer.time))
        return (mine.high, mine.low) > (others.high, others.low)
    }
    /// The free worker that is done first with a batch of `count`, or what it takes of it; of equal
    /// ones the one that runs fewer models, then the one that rested longest, then the first.
    private func freeWorker(_ model: Int, _ count: Int) -> Int? {
        var best: (index: Int, time: Int64, models: Int, measured: UInt64)?
        for index in workers.indices {
            guard let worker = workers[index], worker.takesWork, runs(index, model) else {
                continue
            }
            let time = time(index, model, min(count, limit(index, model)))
            let (models, measured) = (worker.modelCount, worker.measured.nanoseconds)
            if let best, (best.time, best.models, best.measured) <= (time, models, measured) {
                continue
            }
            best = (index, time, models, measured)
        }
        return best?.index
    }
    /// Whether a free worker need not wait for more requests of a model.
    private mutating func isDue(_ model: Int, at now: Instant) -> Bool {
        if let grid = pacer.grids[model] { return isDue(model, grid, at: now) }
        if awaitsReturns(model, at: now) { return false }
        let floor = models[model].floor
        guard floor > 1, models[model].rate > 0 else { return true }
        let good = now + .nanoseconds(models[model].goodSlack)
        let missing = floor - models[model].queue.count(from: good.nanoseconds)
        guard missing > 0 else { return true }
        if let end = models[model].waitEnd { return end <= now }
        let wait = SchedulingPolicy.waitFactor * Int64(missing) * 1_000_000_000
        models[model].waitEnd = now + .nanoseconds(wait / models[model].rate)
        return false
    }

    /// Whether those who just had their plans should come into the same batch.
    private mutating func awaitsReturns(_ model: Int, at now: Instant) -> Bool {
        let returns = models[model].returns
        let count = models[model].queue.count
        guard now < returns.until, let worker = freeWorker(model, count) else { return false }
        let (alone, whole) = (
            time(worker, model, min(count, limit(worker, model))),
            returns.expected <= fullLimit(worker, model)
                ? time(worker, model, max(returns.expected, 1)) : .max
        )
        guard returns.isWorthWaiting(count, time: alone, whole: whole, at: now) else {
            return false
        }
        models[model].waitEnd = returns.until
        return true
    }
    /// Where slots are, each has one batch.
    private mutating func isDue(_ model: Int, _ grid: SlotGrid, at now: Instant) -> Bool {
        guard grid.slot(at: now) <= models[model].lastSlot else { return true }
        models[model].waitEnd = grid.next(after: now)
        return false
    }

    private mutating func fill(_ worker: Int, _ model: Int, _ offer: Offer, at now: Instant) {
        select(model, offer, at: now)
        let number = nextBatchNumber()
        var size = 0
        for place in 0..<models[model].queue.count where choice.fates[place] != .waits {
            let slot = Int(models[model].queue[place].slot)
            counts.queued -= 1
            if choice.fates[place] == .shed {
                streams[Int(records[slot].stream)].shed()
                records[slot].isOpen = false
                announce(records[slot].id, .shed)
                continue
            }
            records[slot].run(number)
            streams[Int(records[slot].stream)].run()
            members[worker * configuration.batchLimit + size] = records[slot].id
            size += 1
        }
        models[model].queue.keepWaiting(choice.fates)
        models[model].waitEnd = nil
        if let grid = pacer.grids[model] { models[model].lastSlot = grid.slot(at: now) }
        counts.running += size
        counts.batches += 1
        start(worker, model, number, size, at: now)
        outputs.append(.dispatch(WorkerSlot(worker), BatchNumber(number)))
    }
    mutating func changeIdle(_ worker: Int, by change: Int) {
        idleWorkers += change
        for model in models.indices where runs(worker, model) { idle[model] += change }
    }
    private mutating func start(
        _ worker: Int, _ model: Int, _ number: UInt64, _ size: Int, at now: Instant
    ) {
        let time = Interval.nanoseconds(time(worker, model, size))
        let overdue = now + time + max(time / 2, configuration.overdueTolerance)
        workers[worker]?.activity = .running
        workers[worker]?.number = number
        workers[worker]?.model = model
        workers[worker]?.memberCount = size
        workers[worker]?.start = now
        workers[worker]?.overdue = overdue
        changeIdle(worker, by: -1)
        nextOverdue = min(nextOverdue, overdue)
    }
}
