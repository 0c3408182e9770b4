import Timekeeping

@testable import Batching

/// Who runs, where and when.
extension ReferenceBatcher {
    /// Demand, and the floors that follow.
    mutating func weigh() {
        for network in networks.indices {
            least[network] = networks[network].slack(SchedulingPolicy.hopelessOdds).nanoseconds
            likely[network] = networks[network].slack(SchedulingPolicy.patientOdds).nanoseconds
        }
        let demands = models.indices.map { model -> Int64 in
            models[model].rate = meter.rate(model)
            let best = serving(model).map { rate($0.table, $0.table.batchLimit) }.max() ?? 0
            return best == 0 ? 0 : max(models[model].rate, 1) * 1_024 / best + 1
        }
        for model in models.indices {
            let share = demands[model] * 1_024 / max(demands.reduce(0, +), 1)
            let serving = serving(model)
            models[model].capacity =
                serving.reduce(0) { $0 + rate($1.table, $1.limit) } * share / 1_024
            let isPooled = Int64(serving.count) * share >= SchedulingPolicy.pooledWorkers * 1_024
            let room = isPooled ? SchedulingPolicy.pooledRoom : SchedulingPolicy.lonelyRoom
            setFloor(model, serving, share: share, wanted: models[model].rate * room / 1_024)
        }
    }
    private func rate(_ table: ServiceTimeTable, _ batch: Int) -> Int64 {
        Int64(batch) * 1_000_000_000 / table.usualTime(batch: batch).nanoseconds
    }
    private mutating func setFloor(
        _ model: Int, _ serving: [(index: Int, table: ServiceTimeTable, limit: Int)],
        share: Int64, wanted: Int64
    ) {
        let open = streams.count { $0.profile?.model.index == model }
        var (low, high) = (1, min(serving.map(\.limit).max() ?? 1, max(open, 1)))
        while low < high {
            let middle = (low + high) / 2
            let sum = serving.reduce(0) { $0 + rate($1.table, min(middle, $1.limit)) }
            if sum * share / 1_024 < wanted { low = middle + 1 } else { high = middle }
        }
        models[model].floor = low
        let time = serving.map { $0.table.time(batch: min(low, $0.table.batchLimit)).nanoseconds }
        let good = networks[usualNetwork(model)].slack(SchedulingPolicy.goodOdds).nanoseconds
        models[model].goodSlack = time.min().map { $0 + good } ?? 0
    }
    private func usualNetwork(_ model: Int) -> Int {
        var counts = [Int](repeating: 0, count: NetworkClass.count)
        for stream in streams where stream.profile?.model.index == model {
            counts[stream.profile?.network.index ?? 0] += 1
        }
        return counts.indices.max { counts[$0] < counts[$1] } ?? 0
    }

    // MARK: Batches

    struct Batch {
        var worker: Int
        var model: Int
        var size: Int
        var worth: UInt64
        var time: Int64
    }
    mutating func bestBatch(at now: Instant) -> Batch? {
        var best: Batch?
        for model in models.indices {
            let queue = queue(model)
            guard !queue.isEmpty, free(model, 1) != nil, isDue(model, queue, at: now) else {
                continue
            }
            let offers = [free(model, queue.count), free(model, 1)]
                .compactMap { $0 }.map { offer(model, queue, $0, at: now) }
            guard let offer = offers.first(where: { $0 != nil }) ?? nil else {
                models[model].waitEnd = nil
                continue
            }
            if let other = best {
                let mine = offer.worth.multipliedFullWidth(by: UInt64(other.time))
                let others = other.worth.multipliedFullWidth(by: UInt64(offer.time))
                guard (mine.high, mine.low) > (others.high, others.low) else { continue }
            }
            best = offer
        }
        return best
    }
    private func free(_ model: Int, _ count: Int) -> Int? {
        serving(model).filter { workers[$0.index]?.takesWork ?? false }
            .map { worker -> (key: (Int64, Int, UInt64), index: Int) in
                let time = worker.table.time(batch: min(count, worker.limit)).nanoseconds
                let models = workers[worker.index]?.tables.count { $0 != nil } ?? 0
                let measured = workers[worker.index]?.measured.nanoseconds ?? 0
                return ((time, models, measured), worker.index)
            }
            .min { $0.key < $1.key }?.index
    }
    private mutating func isDue(_ model: Int, _ queue: [Item], at now: Instant) -> Bool {
        let state = models[model]
        if now < state.returns.until, let worker = free(model, queue.count),
            let mine = serving(model).first(where: { $0.index == worker })
        {
            let alone = mine.table.time(batch: min(queue.count, mine.limit)).nanoseconds
            let expected = max(state.returns.expected, 1)
            let whole =
                mine.table.batchLimit >= expected
                ? mine.table.time(batch: expected).nanoseconds : .max
            if state.returns.isWorthWaiting(queue.count, time: alone, whole: whole, at: now) {
                models[model].waitEnd = state.returns.until
                return false
            }
        }
        guard state.floor > 1, state.rate > 0 else { return true }
        let good = now + .nanoseconds(state.goodSlack)
        let missing = state.floor - queue.count { $0.deadline >= good.nanoseconds }
        guard missing > 0 else { return true }
        if let end = state.waitEnd { return end <= now }
        models[model].waitEnd = now + .nanoseconds(3_000_000_000 * Int64(missing) / state.rate)
        return false
    }
    private func offer(_ model: Int, _ queue: [Item], _ worker: Int, at now: Instant) -> Batch? {
        guard let mine = serving(model).first(where: { $0.index == worker }) else { return nil }
        func evaluate(_ size: Int) -> Batch {
            let time = mine.table.time(batch: size).nanoseconds
            let worths = worths(queue, end: Int64(now.nanoseconds) + time)
            let sum = ranked(worths).prefix(size).reduce(UInt64(0)) { $0 + UInt64(worths[$1]) }
            return Batch(worker: worker, model: model, size: size, worth: sum, time: time)
        }
        var best = evaluate(min(queue.count, mine.limit))
        // Sizes 1, 2, 3, 4, 6, 8, 12, 16, 24, ...
        let sizes = (0..<8).flatMap { $0 == 0 ? [1] : [1 << $0, 3 << ($0 - 1)] }
        for size in sizes.sorted(by: >) where size < best.size {
            let smaller = evaluate(size)
            guard smaller.worth > best.worth || best.worth == 0 else { break }
            best = smaller
        }
        return best.worth > 0 ? best : nil
    }
    func worths(_ queue: [Item], end: Int64) -> [UInt32] {
        queue.map {
            let odds = networks[$0.profile.network.index].odds(Int64(clamping: $0.deadline) - end)
            return odds < SchedulingPolicy.hopelessOdds ? 0 : $0.weight * odds
        }
    }
    /// Places by worth, in 256 steps and nothing below those; of equal ones the later first.
    private func ranked(_ worths: [UInt32]) -> [Int] {
        let bits = 32 - (worths.max() ?? 0).leadingZeroBitCount
        let shift = max(bits - 8, 0)
        let steps = worths.map { $0 == 0 ? 0 : ($0 >> shift) + 1 }
        return worths.indices.sorted { (steps[$0], $0) > (steps[$1], $1) }
    }

    mutating func fill(_ batch: Batch, at now: Instant) {
        let queue = queue(batch.model)
        let (runs, sheds) = select(queue, batch, at: now)
        batches += 1
        workers[batch.worker]?.number = batches
        workers[batch.worker]?.model = batch.model
        workers[batch.worker]?.members = runs.map { queue[$0].id }
        workers[batch.worker]?.start = now
        models[batch.model].waitEnd = nil
        for item in runs {
            guard let place = place(queue[item].id) else { continue }
            items[place].holder = batches
            items[place].dispatches += 1
        }
        for item in sheds {
            miss(queue[item].stream)
            end(queue[item].id, .shed)
        }
        let table = workers[batch.worker]?.tables[batch.model]
        let time = table?.time(batch: runs.count) ?? .zero
        workers[batch.worker]?.overdue =
            now + time + max(time / 2, configuration.overdueTolerance)
        outputs.append(.dispatch(WorkerSlot(batch.worker), BatchNumber(batches)))
    }
    /// Places that run and that are shed, in order.
    private mutating func select(
        _ queue: [Item], _ batch: Batch, at now: Instant
    ) -> (runs: [Int], sheds: [Int]) {
        let end = Int64(now.nanoseconds) + batch.time
        let worths = worths(queue, end: end)
        let ranked = ranked(worths)
        let isCrowded = batch.size < queue.count
        let patient = isCrowded ? patience(queue, batch.model, end: end) : 0
        let kept = batch.size * SchedulingPolicy.setAsideBatches
        guard served.count > 1, isCrowded else {
            return settle(worths, ranked, batch.size, batch.size + patient, kept)
        }
        let present = served.indices.map { tenant in
            queue.indices.count { queue[$0].profile.tenant.index == tenant && worths[$0] > 0 }
        }
        let seats = seats(batch.size, present)
        var (runs, sheds): ([Int], [Int]) = ([], [])
        for tenant in served.indices {
            let extra = patient * present[tenant] / queue.count
            let own = ranked.filter { queue[$0].profile.tenant.index == tenant }
            let mine = settle(worths, own, seats[tenant], seats[tenant] + extra, kept)
            runs += mine.runs
            sheds += mine.sheds
        }
        return (runs.sorted(), sheds.sorted())
    }
    private func settle(
        _ worths: [UInt32], _ ranked: [Int], _ count: Int, _ eligible: Int, _ kept: Int
    ) -> (runs: [Int], sheds: [Int]) {
        let mayRun = ranked.prefix(eligible).filter { worths[$0] > 0 }.sorted()
        return (
            Array(mayRun.prefix(count)), ranked.dropFirst(max(eligible, kept)).sorted()
        )
    }
    private func patience(_ queue: [Item], _ model: Int, end: Int64) -> Int {
        let spare = max(models[model].capacity - models[model].rate, 0)
        let sum = queue.reduce(Int64(0)) { sum, item in
            let slack = Int64(clamping: item.deadline) - end - likely[item.profile.network.index]
            return sum + min(max(slack, 0), 10_000_000_000)
        }
        return Int(spare * min(sum / Int64(queue.count), 1_000_000_000) / 1_000_000_000)
    }
    private mutating func seats(_ size: Int, _ present: [Int]) -> [Int] {
        var seats = [Int](repeating: 0, count: served.count)
        for tenant in served.indices where present[tenant] > 0 {
            served[tenant] = max(served[tenant], virtualTime)
        }
        for _ in 0..<size {
            let hungry = served.indices.filter { seats[$0] < present[$0] }
            guard let next = hungry.min(by: { served[$0] < served[$1] }) else { break }
            virtualTime = max(virtualTime, served[next])
            seats[next] += 1
            served[next] += UInt64(1_024 / configuration.tenantShares[next])
        }
        return seats
    }
}
