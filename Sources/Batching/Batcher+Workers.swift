import SansIO
import Timekeeping

/// Workers: their coming and going, what they run and what they bring back.
extension Batcher {
    mutating func join(_ slot: WorkerSlot, _ profile: WorkerProfile, at now: Instant) {
        precondition(workers[slot.index] == nil, "a worker's slot is free when it joins")
        workers[slot.index] = WorkerState(
            serviceTimes: ServiceTimeTable(
                profile: profile, assumed: configuration.assumedServiceTime),
            activity: .idle, isDraining: false, measured: now)
    }

    mutating func lose(_ slot: WorkerSlot, at now: Instant) {
        guard let worker = workers[slot.index] else { return }
        workers[slot.index] = nil
        guard let run = worker.run else { return }
        for id in run.members { requeue(id, heldBy: run.number, at: now) }
    }

    mutating func finish(
        _ slot: WorkerSlot, _ number: BatchNumber, _ members: [FinishedMember], at now: Instant
    ) {
        guard let worker = workers[slot.index], let run = worker.run, run.number == number else {
            counts.strayResults += 1
            outputs.append(.strayResult(slot, number))
            return
        }
        if case .suspect = worker.activity { outputs.append(.trust(slot)) }
        workers[slot.index]?.activity = .idle
        workers[slot.index]?.measured = now
        guard members.elementsEqual(run.members, by: { $0.request == $1 }) else {
            counts.misshapenResults += 1
            for id in run.members { conclude(id, .failed, heldBy: number) }
            return
        }
        // Members that were over before compute cost no service time.
        let computed = members.count { $0.status != .expired }
        if computed > 0 {
            workers[slot.index]?.serviceTimes.record(batch: computed, time: now - run.start)
        }
        for member in members { conclude(member.request, member.status, heldBy: number) }
    }

    /// A plan ends its request whoever made it; a failure only if no other worker has it by now.
    private mutating func conclude(
        _ id: RequestID, _ status: MemberStatus, heldBy number: BatchNumber
    ) {
        guard let record = record(of: id), status == .answered || record.holder == number else {
            counts.duplicateMembers += 1
            return
        }
        switch status {
        case .answered: resolve(record, .answered)
        case .malformed: resolve(record, .malformed)
        case .expired: resolve(record, .budgetSpent)
        case .failed: resolve(record, .workerFailed)
        }
    }

    mutating func suspectOverdue(at now: Instant) {
        for index in workers.indices {
            guard let worker = workers[index] else { continue }
            switch worker.activity {
            case .running(let run) where run.overdue <= now:
                suspect(WorkerSlot(index), run, at: now)
            case .suspect(let run) where run.overdue <= now:
                outputs.append(.dismiss(WorkerSlot(index)))
                lose(WorkerSlot(index), at: now)
            case .idle, .running, .suspect: break
            }
        }
    }

    private mutating func suspect(
        _ slot: WorkerSlot, _ run: WorkerState.Run, at now: Instant
    ) {
        var run = run
        run.overdue = now + configuration.suspectLimit
        workers[slot.index]?.activity = .suspect(run)
        counts.suspicions += 1
        outputs.append(.suspect(slot))
        // With nobody else to run them the members stay: the late result may still be of use, and
        // in the queue a newer capture would end them for nothing.
        guard workers.contains(where: { $0?.isTrusted ?? false }) else { return }
        for id in run.members { requeue(id, heldBy: run.number, at: now) }
    }
}
