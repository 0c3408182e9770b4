import Timekeeping

/// Requests: their coming, their waiting and the end of those that nobody ran.
extension Batcher {
    mutating func admit(_ request: Request, at now: Instant) {
        precondition(records[request.id.index] == nil, "a request's slot is free when it arrives")
        counts.arrivals += 1
        guard !isDraining else { return announce(request.id, .draining) }
        guard let fastest = fastestTime else { return announce(request.id, .noWorker) }
        if let end = hopelessness(of: request.deadline, fastest: fastest, at: now) {
            announce(request.id, end)
            if end == .budgetTooShort { relaxUntested(at: now) }
            return
        }
        let older = newest[request.stream.index].flatMap { record(of: $0) }
        if let older, older.holder == nil { resolve(older, .superseded) }
        guard !queueIsFull else { return announce(request.id, .queueFull) }
        newest[request.stream.index] = request.id
        records[request.id.index] = Record(request: request, holder: nil, dispatches: 0)
        enqueue(request)
    }

    mutating func withdraw(_ id: RequestID) {
        guard let record = record(of: id) else { return }
        resolve(record, .withdrawn)
    }

    /// Gives a request whose worker failed it back to the queue, or ends it.
    mutating func requeue(_ id: RequestID, heldBy number: BatchNumber, at now: Instant) {
        guard var record = record(of: id), record.holder == number else { return }
        guard newest[record.request.stream.index] == id else {
            return resolve(record, .superseded)
        }
        // Without any worker left the request waits for one: a restart takes less than some
        // budgets.
        let end = hopelessness(
            of: record.request.deadline, fastest: fastestTime ?? .zero, at: now)
        guard end == nil, record.dispatches < Limits.dispatchesPerRequest, !queueIsFull else {
            return resolve(record, .workerLost)
        }
        record.holder = nil
        records[id.index] = record
        counts.running -= 1
        counts.requeued += 1
        enqueue(record.request)
    }

    mutating func expireHopeless(at now: Instant) {
        for index in queues.indices {
            // The estimate may be relaxed on the way, so it is asked again for each.
            while let first = queues[index].first,
                let end = hopelessness(
                    of: first.deadline, fastest: fastestTime ?? .zero, at: now),
                let record = record(of: first.id)
            {
                resolve(record, end)
                if end == .budgetTooShort { relaxUntested(at: now) }
            }
        }
    }

    /// Why a request with this deadline cannot be answered in time, or nil if it can.
    private func hopelessness(
        of deadline: Instant, fastest: Interval, at now: Instant
    ) -> Resolution? {
        if now > deadline { return .budgetSpent }
        return now + fastest > deadline ? .budgetTooShort : nil
    }

    /// Shortens the estimates of idle workers that nothing has tested for a while: they, not the
    /// devices, may be why no request is feasible.
    private mutating func relaxUntested(at now: Instant) {
        for index in workers.indices {
            guard let worker = workers[index], worker.takesWork,
                worker.measured + configuration.estimateLifetime <= now
            else { continue }
            workers[index]?.serviceTimes.relax()
            workers[index]?.measured = now
        }
    }
}
