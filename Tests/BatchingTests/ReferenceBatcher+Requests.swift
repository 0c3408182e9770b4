import Timekeeping

@testable import Batching

/// How requests come and end.
extension ReferenceBatcher {
    mutating func arrive(_ request: Request, at now: Instant) {
        let stream = request.stream.index
        guard let profile = streams[stream].profile else { return }
        let model = profile.model.index
        meter.count(model)
        let planned = streams[stream].planned
        if planned > 0, let fastest = fastest(model) {
            streams[stream].planned = 0
            let gap = Int64(now.nanoseconds - planned)
            models[model].returns.note(.nanoseconds(gap), isPrompt: gap <= fastest / 2)
        }
        let capture = min(request.capture, now).nanoseconds
        if let obstacle = obstacle(request, capture, model, at: now) {
            if obstacle != .superseded { miss(stream) }
            outputs.append(.resolve(request.id, obstacle))
            if obstacle == .budgetTooShort { relax(model, at: now) }
            return
        }
        streams[stream].newest = capture
        streams[stream].turn += 1
        if let older = waiting(stream) {
            miss(stream)
            end(older.id, .superseded)
        }
        guard items.count(where: { $0.holder == 0 }) < configuration.queueLimit else {
            miss(stream)
            outputs.append(.resolve(request.id, .queueFull))
            return
        }
        items.append(
            Item(
                id: request.id, stream: stream, model: model, turn: streams[stream].turn,
                deadline: request.deadline.nanoseconds, profile: profile))
        enqueue(items.count - 1)
    }
    private func obstacle(
        _ request: Request, _ capture: UInt64, _ model: Int, at now: Instant
    ) -> Resolution? {
        if isDraining { return .draining }
        if capture < streams[request.stream.index].newest { return .superseded }
        guard let fastest = fastest(model) ?? suspected(model) else { return .noWorker }
        let network = streams[request.stream.index].profile?.network.index ?? 0
        return hopelessness(request.deadline.nanoseconds, network, model, fastest, at: now)
    }
    /// A suspect worker may be back in time.
    private func suspected(_ model: Int) -> Int64? {
        workers.contains { worker in
            worker.map { $0.isSuspect && !$0.isDraining && $0.tables[model] != nil } ?? false
        } ? 0 : nil
    }
    private func hopelessness(
        _ deadline: UInt64, _ network: Int, _ model: Int, _ fastest: Int64, at now: Instant
    ) -> Resolution? {
        if now.nanoseconds > deadline { return .budgetSpent }
        return slack(deadline, now) < fastest + least[network] ? .budgetTooShort : nil
    }
    mutating func expire(at now: Instant) {
        for model in models.indices {
            while let first = queue(model).first {
                guard let end = obstacle(toFirst: model, at: now) else { break }
                miss(first.stream)
                self.end(first.id, end)
                if end == .budgetTooShort { relax(model, at: now) }
            }
        }
    }
    func obstacle(toFirst model: Int, at now: Instant) -> Resolution? {
        guard let first = queue(model).first else { return nil }
        let network = first.profile.network.index
        return hopelessness(first.deadline, network, model, fastest(model) ?? 0, at: now)
    }
    mutating func relax(_ model: Int, at now: Instant) {
        for index in workers.indices {
            guard let worker = workers[index], worker.takesWork, worker.tables[model] != nil,
                worker.measured + configuration.estimateLifetime <= now
            else { continue }
            workers[index]?.tables[model]?.relax()
            workers[index]?.measured = now
        }
    }
    mutating func close(_ stream: Int) {
        guard streams[stream].profile != nil else { return }
        if let item = waiting(stream) { end(item.id, .withdrawn) }
        let held = workers.flatMap { $0?.members ?? [] }
        for id in held where place(id).map({ items[$0].stream == stream }) ?? false {
            end(id, .withdrawn)
        }
        streams[stream] = Stream()
    }

    // MARK: Results and losses

    mutating func finish(
        _ slot: Int, _ number: BatchNumber, _ results: [FinishedMember]?, at now: Instant
    ) {
        guard let worker = workers[slot], worker.number == number.value else {
            outputs.append(.strayResult(WorkerSlot(slot), number))
            return
        }
        settle(slot, worker, at: now)
        let whole = worker.members.map { FinishedMember(request: $0, status: .answered) }
        let isWhole = results == nil
        let results = results ?? whole
        guard results.map(\.request) == worker.members else {
            for id in worker.members { conclude(id, .failed, worker, at: now) }
            return
        }
        let computed = results.count { $0.status != .expired }
        if computed > 0 {
            workers[slot]?.tables[worker.model]?.record(batch: computed, time: now - worker.start)
        }
        if isWhole, let table = workers[slot]?.tables[worker.model] {
            let limit = max(table.batchLimit >> (workers[slot]?.probation ?? 0), 1)
            models[worker.model].returns.expect(
                worker.members.count, beside: queue(worker.model).count, limit: limit, at: now)
        }
        for result in results { conclude(result.request, result.status, worker, at: now) }
    }
    private mutating func settle(_ slot: Int, _ worker: Worker, at now: Instant) {
        workers[slot]?.number = nil
        workers[slot]?.members = []
        workers[slot]?.measured = now
        workers[slot]?.isSuspect = false
        workers[slot]?.probation = worker.isSuspect ? 3 : max(worker.probation - 1, 0)
        guard worker.isSuspect else { return }
        outputs.append(.trust(WorkerSlot(slot)))
        weigh()
    }
    private mutating func conclude(
        _ id: RequestID, _ status: MemberStatus, _ worker: Worker, at now: Instant
    ) {
        guard let item = place(id).map({ items[$0] }),
            status == .answered || item.holder == worker.number
        else { return }
        switch status {
        case .answered where item.turn <= streams[item.stream].answered:
            return end(id, .superseded)
        case .answered:
            streams[item.stream].answered = item.turn
            streams[item.stream].planned = now.nanoseconds
            let network = streams[item.stream].profile?.network.index ?? 0
            let odds = networks[network].odds(slack(item.deadline, now))
            if odds > SchedulingPolicy.likelyOdds {
                streams[item.stream].misses = 0
            } else {
                miss(item.stream)
            }
            return end(id, .answered)
        case .malformed: end(id, .malformed)
        case .expired: end(id, .budgetSpent)
        case .failed: end(id, .workerFailed)
        }
        miss(item.stream)
    }
    mutating func lose(_ slot: Int, at now: Instant) {
        guard let worker = workers[slot] else { return }
        workers[slot] = nil
        weigh()
        for id in worker.members { requeue(id, worker, isSuspect: false, at: now) }
    }
    private mutating func requeue(
        _ id: RequestID, _ worker: Worker, isSuspect: Bool, at now: Instant
    ) {
        guard let place = place(id), items[place].holder == worker.number else { return }
        let item = items[place]
        guard waiting(item.stream) == nil else { return isSuspect ? () : end(id, .superseded) }
        let network = streams[item.stream].profile?.network.index ?? 0
        let odds = networks[network].odds(slack(item.deadline, now) - (fastest(item.model) ?? 0))
        let isFull = items.count { $0.holder == 0 } >= configuration.queueLimit
        let isSame = streams[item.stream].profile?.model.index == item.model
        guard odds >= SchedulingPolicy.redispatchOdds, item.dispatches < 2, isSame, !isFull else {
            guard !isSuspect else { return }
            miss(item.stream)
            return end(id, .workerLost)
        }
        items[place].profile = streams[item.stream].profile ?? item.profile
        enqueue(place)
    }
    mutating func suspectOverdue(at now: Instant) {
        for slot in workers.indices {
            guard let worker = workers[slot], worker.number != nil, worker.overdue <= now else {
                continue
            }
            if worker.isSuspect {
                outputs.append(.dismiss(WorkerSlot(slot)))
                lose(slot, at: now)
                continue
            }
            workers[slot]?.isSuspect = true
            workers[slot]?.overdue = now + configuration.suspectLimit
            outputs.append(.suspect(WorkerSlot(slot)))
            weigh()
            guard fastest(worker.model) != nil else { continue }
            for id in worker.members { requeue(id, worker, isSuspect: true, at: now) }
        }
    }
}
