import SansIO
import Timekeeping

/// Which idle worker takes which requests.
extension Batcher {
    mutating func dispatch(at now: Instant) {
        // Each round fills one worker, so there are no more rounds than workers.
        while counts.queued > 0, let slot = nextIdle(at: now) { fill(slot, at: now) }
    }

    /// The fastest idle worker that can finish something in time; ties by who rested longest,
    /// then by slot.
    private func nextIdle(at now: Instant) -> WorkerSlot? {
        var best: (slot: Int, time: Interval, measured: Instant)?
        for (index, worker) in workers.enumerated() {
            guard let worker, worker.takesWork else { continue }
            let time = worker.serviceTimes.time(batch: 1)
            guard queues.contains(where: { $0.feasibleCount(by: now + time) > 0 }) else { continue }
            if let best, (best.time, best.measured) <= (time, worker.measured) { continue }
            best = (index, time, worker.measured)
        }
        return best.map { WorkerSlot($0.slot) }
    }

    private mutating func fill(_ slot: WorkerSlot, at now: Instant) {
        guard let worker = workers[slot.index] else { return }
        let shares = largestShares(worker.serviceTimes, at: now)
        let time = worker.serviceTimes.time(batch: shares.reduce(0, +))
        let number = nextBatchNumber()
        var members: [RequestID] = []
        for (index, share) in shares.enumerated() {
            let start = queues[index].position(deadlineFrom: now + time)
            for offset in 0..<share { members.append(queues[index][start + offset].id) }
        }
        for id in members {
            guard var record = record(of: id) else { continue }
            dequeue(record.request)
            record.holder = number
            record.dispatches += 1
            records[id.index] = record
            counts.running += 1
        }
        workers[slot.index]?.activity = .running(
            WorkerState.Run(
                number: number, members: members, start: now,
                overdue: now + time * 2 + configuration.overdueTolerance))
        counts.batches += 1
        outputs.append(.dispatch(slot, number, members))
    }

    /// How many requests of each class make the batch.
    ///
    /// Class by class from the most urgent, the batch grows while every member can be finished in
    /// time at the size it then has. Within a class that may pass over the earliest deadlines for
    /// a larger batch (the early drop of Nexus, Shen et al., SOSP 2019): holding every batch to
    /// the tightest deadline collapses under load. Never at the cost of a more urgent class.
    private func largestShares(_ table: ServiceTimeTable, at now: Instant) -> [Int] {
        var shares = Array(repeating: 0, count: queues.count)
        var size = 0
        for index in queues.indices {
            while size < table.batchLimit {
                shares[index] += 1
                let end = now + table.time(batch: size + 1)
                let fits = (0...index).allSatisfy {
                    queues[$0].feasibleCount(by: end) >= shares[$0]
                }
                guard fits else {
                    shares[index] -= 1
                    break
                }
                size += 1
            }
        }
        return shares
    }
}
