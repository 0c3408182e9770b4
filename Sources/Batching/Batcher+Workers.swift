import SansIO
import Timekeeping

/// Workers: their coming and going, what they run and what they bring back.
extension Batcher {
    mutating func join(_ slot: WorkerSlot, _ profile: WorkerProfile, at now: Instant) {
        precondition(workers[slot.index] == nil, "a worker's slot is free when it joins")
        for model in profile.models {
            precondition(
                model.batchLimit <= configuration.batchLimit, "a worker's batches have room")
            tables[place(slot.index, model.model.index)] = ServiceTimeTable(
                profile: model, assumed: configuration.assumedServiceTime)
        }
        workers[slot.index] = WorkerState(
            modelCount: profile.models.count,
            probation: profile.isOnProbation ? WorkerState.fullProbation : 0, measured: now)
        weighWorkers()
    }
    mutating func retire(_ slot: WorkerSlot) {
        workers[slot.index]?.isDraining = true
        weighWorkers()
    }
    mutating func lose(_ slot: WorkerSlot, at now: Instant) {
        guard let worker = workers[slot.index] else { return }
        workers[slot.index] = nil
        for model in models.indices { tables[place(slot.index, model)] = nil }
        weighWorkers()
        guard worker.isHolding else { return }
        giveBack(slot, worker, isSuspect: false, at: now)
    }
    private mutating func giveBack(
        _ slot: WorkerSlot, _ worker: WorkerState, isSuspect: Bool, at now: Instant
    ) {
        for place in 0..<worker.memberCount {
            requeue(
                member(place, of: slot), heldBy: worker.number, isSuspect: isSuspect, at: now)
        }
    }

    /// A whole batch came back.
    mutating func finish(_ slot: WorkerSlot, _ number: BatchNumber, at now: Instant) {
        guard let worker = settle(slot, number, at: now) else { return }
        learn(slot, worker, computed: worker.memberCount, at: now)
        models[worker.model].returns.expect(
            worker.memberCount, beside: models[worker.model].queue.count,
            limit: limit(slot.index, worker.model), at: now)
        for place in 0..<worker.memberCount {
            conclude(member(place, of: slot), .answered, heldBy: worker.number, at: now)
        }
    }
    mutating func finish(
        _ slot: WorkerSlot, _ number: BatchNumber, _ results: [FinishedMember], at now: Instant
    ) {
        guard let worker = settle(slot, number, at: now) else { return }
        let fits =
            results.count == worker.memberCount
            && results.indices.allSatisfy { results[$0].request == member($0, of: slot) }
        guard fits else {
            counts.misshapenResults += 1
            for place in 0..<worker.memberCount {
                conclude(member(place, of: slot), .failed, heldBy: worker.number, at: now)
            }
            return
        }
        // Members that were over before compute cost no service time.
        learn(slot, worker, computed: results.count { $0.status != .expired }, at: now)
        for result in results {
            conclude(result.request, result.status, heldBy: worker.number, at: now)
        }
    }
    /// The worker as it was with the batch, idle from here on; nil for a result of another one.
    private mutating func settle(
        _ slot: WorkerSlot, _ number: BatchNumber, at now: Instant
    ) -> WorkerState? {
        guard let worker = workers[slot.index], worker.isHolding, worker.number == number.value
        else {
            counts.strayResults += 1
            outputs.append(.strayResult(slot, number))
            return nil
        }
        workers[slot.index]?.activity = .idle
        workers[slot.index]?.measured = now
        workers[slot.index]?.memberCount = 0
        if worker.activity == .suspect {
            outputs.append(.trust(slot))
            workers[slot.index]?.probation = WorkerState.fullProbation
            weighWorkers()
        } else {
            if worker.probation > 0 { workers[slot.index]?.probation = worker.probation - 1 }
            if !worker.isDraining { changeIdle(slot.index, by: 1) }
            noteOverdue()
        }
        return worker
    }
    private mutating func learn(
        _ slot: WorkerSlot, _ worker: WorkerState, computed: Int, at now: Instant
    ) {
        guard computed > 0 else { return }
        let before = time(slot.index, worker.model, 1)
        tables[place(slot.index, worker.model)]?.record(
            batch: computed, time: now - worker.start)
        if time(slot.index, worker.model, 1) != before { findFastest(worker.model) }
    }

    /// A plan ends its request whoever made it; a failure only if no other worker has it by now.
    private mutating func conclude(
        _ id: RequestID, _ status: MemberStatus, heldBy number: UInt64, at now: Instant
    ) {
        guard let record = record(of: id), status == .answered || record.holder == number else {
            counts.duplicateMembers += 1
            return
        }
        let slot = Int(record.stream)
        switch status {
        case .answered: return answer(record, at: now)
        case .malformed: resolve(id.index, .malformed)
        case .expired: resolve(id.index, .budgetSpent)
        case .failed: resolve(id.index, .workerFailed)
        }
        noteMiss(slot)
    }

    private mutating func answer(_ record: RequestRecord, at now: Instant) {
        let stream = streams[Int(record.stream)]
        // Turns wrap; no two that are open are far apart.
        guard Int32(bitPattern: record.turn &- stream.answered) > 0 else {
            // Its device follows a newer plan, from a worker that was faster.
            return resolve(record.id.index, .superseded)
        }
        let slack = Int64(clamping: record.deadline) - Int64(clamping: now.nanoseconds)
        let isLikely = networks[Int(stream.network)].odds(slack) > SchedulingPolicy.likelyOdds
        if record.holder == 0 {
            // A suspect's late result was faster than the next worker.
            streams[Int(record.stream)].running += 1
            leave(record)
        } else {
            counts.running -= 1
        }
        streams[Int(record.stream)].answer(
            turn: record.turn, isLikely: isLikely, at: now.nanoseconds)
        records[record.id.index].isOpen = false
        announce(record.id, .answered)
    }

    mutating func suspectOverdue(at now: Instant) {
        for index in workers.indices {
            guard let worker = workers[index], worker.isHolding, worker.overdue <= now else {
                continue
            }
            let slot = WorkerSlot(index)
            if worker.activity == .suspect {
                outputs.append(.dismiss(slot))
                lose(slot, at: now)
            } else {
                workers[index]?.activity = .suspect
                workers[index]?.overdue = now + configuration.suspectLimit
                counts.suspicions += 1
                outputs.append(.suspect(slot))
                weighWorkers()
                // With nobody else to run them the members stay: the late result may still be of
                // use, and in the queue a newer capture would end them for nothing.
                guard models[worker.model].fastest != nil else { continue }
                giveBack(slot, worker, isSuspect: true, at: now)
            }
        }
        noteOverdue()
    }
    mutating func noteOverdue() {
        nextOverdue = .distantFuture
        for worker in workers {
            if let worker, worker.isHolding { nextOverdue = min(nextOverdue, worker.overdue) }
        }
    }

    /// Shortens the estimates of idle workers that nothing has tested for a while: they, not the
    /// devices, may be why no request is feasible.
    mutating func relaxUntested(_ model: Int, at now: Instant) {
        for index in workers.indices {
            guard let worker = workers[index], worker.takesWork, runs(index, model),
                worker.measured + configuration.estimateLifetime <= now
            else { continue }
            tables[place(index, model)]?.relax()
            workers[index]?.measured = now
        }
        findFastest(model)
    }
}
