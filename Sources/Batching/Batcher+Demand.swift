public import Timekeeping

/// What the models ask for against what the workers can do, and the floors that follow.
extension Batcher {
    /// A worker came, went or changed what it may take.
    mutating func weighWorkers() {
        idleWorkers = workers.count { $0?.takesWork ?? false }
        for model in models.indices {
            idle[model] = workers.indices.count {
                workers[$0]?.takesWork ?? false && runs($0, model)
            }
            findFastest(model)
        }
        noteOverdue()
        weighDemand(at: nil)
    }
    mutating func findFastest(_ model: Int) {
        var fastest = Int64.max
        for worker in workers.indices where serves(worker, model) {
            fastest = min(fastest, time(worker, model, 1))
        }
        models[model].fastest = fastest == .max ? nil : fastest
        lastHope = .origin
    }

    /// Shares the workers between the models by demand, in full batches' time, and sets the floors.
    mutating func weighDemand(at now: Instant?) {
        lastHope = .origin
        for network in networks.indices {
            least[network] = networks[network].slack(SchedulingPolicy.hopelessOdds).nanoseconds
            likely[network] = networks[network].slack(SchedulingPolicy.patientOdds).nanoseconds
            good[network] = networks[network].slack(SchedulingPolicy.goodOdds).nanoseconds
        }
        // Worker-seconds a second that each model asks for, in 1/1,024.
        var total: Int64 = 0
        for model in models.indices {
            models[model].rate = meter.rate(model)
            demands[model] = demand(model)
            total += demands[model]
        }
        for model in models.indices { weigh(model, of: max(total, 1)) }
        if let now { weighPace(at: now) }
    }
    /// The load at the streams' own periods, and what periods and slots follow.
    private mutating func weighPace(at now: Instant) {
        for requestClass in ownDemands.indices {
            ownDemands[requestClass] = 0
            for model in models.indices where models[model].fullRate > 0 {
                ownDemands[requestClass] +=
                    own[model * ownDemands.count + requestClass] / models[model].fullRate
            }
        }
        pacer.weigh(ownDemands, at: now)
        for model in models.indices {
            let grid = grid(model)
            models[model].slots = grid.map { Int($0.count) }
            // Other slots are counted otherwise: the last one says nothing of them.
            if grid?.count != pacer.grids[model]?.count
                || grid?.period != pacer.grids[model]?.period
            {
                models[model].lastSlot = 0
            }
            pacer.set(grid, of: model)
        }
    }
    /// What is asked of a model's workers at `now`, as far as anything but their own word supports
    /// it; nil without any.
    ///
    /// Devices are kept out by this, so a worker that nothing has measured counts as at least as
    /// fast as one is assumed to be that says nothing of itself: whoever claims an absurd time
    /// keeps nobody out, and is measured by those who came in.
    public func demand(of model: ModelSlot, at now: Instant) -> Demand? {
        guard let fastest = models[model.index].fastest else { return nil }
        var load: Int64 = 0
        for other in models.indices {
            let capacity = believedRate(other, at: now)
            guard capacity > 0 else { continue }
            for requestClass in ownDemands.indices {
                // In this order every product fits: 131,072 streams at 1,000 Hz are 1.4e11.
                let asked = own[other * ownDemands.count + requestClass] * 1_000_000 / 1_024
                load += asked * 1_000 / capacity
            }
        }
        let isKnown = workers.indices.allSatisfy {
            !serves($0, model.index) || isMeasured($0, model.index, at: now)
        }
        return Demand(
            load: load, capacity: believedRate(model.index, at: now),
            shortestPlan: isKnown ? .nanoseconds(fastest) : .zero)
    }
    /// Requests a second that a model's workers do in full batches, as far as that is known.
    private func believedRate(_ model: Int, at now: Instant) -> Int64 {
        let assumed = 1_000_000_000 / max(configuration.assumedServiceTime.nanoseconds, 1)
        var sum: Int64 = 0
        for worker in workers.indices where serves(worker, model) {
            let rate = rate(worker, model, batch: limit(worker, model))
            sum += isMeasured(worker, model, at: now) ? rate : max(rate, assumed)
        }
        return sum
    }
    private func isMeasured(_ worker: Int, _ model: Int, at now: Instant) -> Bool {
        guard let state = workers[worker], tables[place(worker, model)]?.isMeasured ?? false else {
            return false
        }
        return state.isHolding || now - state.measured < SchedulingPolicy.measurementLifetime
    }
    private func demand(_ model: Int) -> Int64 {
        var best: Int64 = 0
        for worker in workers.indices where serves(worker, model) {
            best = max(best, rate(worker, model, batch: fullLimit(worker, model)))
        }
        return best == 0 ? 0 : max(models[model].rate, 1) * 1_024 / best + 1
    }

    private mutating func weigh(_ model: Int, of total: Int64) {
        var workerCount: Int64 = 0
        var fullRate: Int64 = 0
        var largest = 1
        for worker in workers.indices where serves(worker, model) {
            let limit = limit(worker, model)
            workerCount += 1
            largest = max(largest, limit)
            fullRate += rate(worker, model, batch: limit)
        }
        // What of the workers is this model's, in 1/1,024.
        let share = demands[model] * 1_024 / total
        models[model].fullRate = fullRate
        models[model].capacity = fullRate * share / 1_024
        let isPooled = workerCount * share >= SchedulingPolicy.pooledWorkers * 1_024
        let room = isPooled ? SchedulingPolicy.pooledRoom : SchedulingPolicy.lonelyRoom
        setFloor(model, share: share, wanted: models[model].rate * room / 1_024, largest)
    }
    private mutating func setFloor(_ model: Int, share: Int64, wanted: Int64, _ largest: Int) {
        // Larger batches do more, so the least that does enough is found by halving. Of each stream
        // one request waits: with fewer streams than a batch has room for, nobody waits for more.
        var (low, high) = (1, min(largest, max(models[model].streamCount, 1)))
        while low < high {
            let middle = (low + high) / 2
            var rate: Int64 = 0
            for worker in workers.indices where serves(worker, model) {
                rate += self.rate(worker, model, batch: min(middle, limit(worker, model)))
            }
            if rate * share / 1_024 < wanted { low = middle + 1 } else { high = middle }
        }
        models[model].floor = low
        var time = Int64.max
        for worker in workers.indices where serves(worker, model) {
            time = min(time, self.time(worker, model, min(low, fullLimit(worker, model))))
        }
        models[model].goodSlack = time == .max ? 0 : time + good[usualNetwork(model)]
    }
    /// Requests a second that a worker does in batches of `batch`.
    private func rate(_ worker: Int, _ model: Int, batch: Int) -> Int64 {
        Int64(batch) * 1_000_000_000 / usualTime(worker, model, batch)
    }
    /// The network class that most of a model's streams have.
    func usualNetwork(_ model: Int) -> Int {
        let streams = models[model].streams
        return streams.indices.max { streams[$0] < streams[$1] } ?? 0
    }
}
