import CoordinatorCore
import Randomness
import SansIO
import Timekeeping
import Wire
import WorkerCore

/// The workers' processes, and what happens to the cell by its scenario.
extension WholeCell {
    private func reading(_ index: Int) -> Instant {
        Instant(nanoseconds: now + FleetLimits.workerOrigin + UInt64(index) * 1_000_000_000)
    }

    mutating func beginWorker(_ index: Int) throws(CellViolation) {
        servers[index].runs += 1
        servers[index].worker = WorkerCore(
            configuration: servers[index].configuration,
            random: seed.stream("whole.worker", UInt64(index) << 16 | servers[index].runs))
        servers[index].payloads = TaggedPayloads()
        servers[index].execution = nil
        links[devices.count + index].begin()
        try feed(index, WorkerInput.start)
    }

    mutating func feed(_ index: Int, _ input: WorkerInput) throws(CellViolation) {
        servers[index].worker.handle(input, at: reading(index))
        while let output = servers[index].worker.nextOutput() { try carryOut(index, output) }
        if let wakeup = servers[index].worker.wakeup {
            let origin = reading(index).nanoseconds - now
            noteWake(devices.count + index, at: max(wakeup.nanoseconds, origin) - origin)
        }
    }
    private mutating func carryOut(
        _ index: Int, _ output: WorkerOutput
    ) throws(CellViolation) {
        let client = devices.count + index
        switch output {
        case .openConnection(let number): open(client, number)
        case .closeConnection(let number): close(client, number)
        case .send(let envelope, let ids, let connection):
            var tags: [PayloadTag] = []
            tags.reserveCapacity(ids.count)
            for id in ids {
                guard let id else {
                    tags.append(.empty)
                    continue
                }
                guard let tag = servers[index].payloads.tag(of: id) else {
                    throw violation(.payloadsHeld, client)
                }
                tags.append(tag)
            }
            if fault == .plansSwapped, tags.count > 1, batchCount % 16 == 15 { tags.swapAt(0, 1) }
            guard links[client].isOpen(connection) else { return }
            try send(
                .toCoordinator, client,
                CellFrame(
                    connection: links[client].name(of: connection), envelope: envelope,
                    payloads: tags))
        case .execute(let execution): execute(index, execution)
        case .release(let payload):
            if fault == .payloadsKept { return }
            guard servers[index].payloads.release(payload) else {
                throw violation(.payloadsHeld, client)
            }
        case .event, .finished: break
        }
    }
    /// A message is at a worker.
    mutating func receive(_ index: Int, _ frame: CellFrame) throws(CellViolation) {
        var ids: [PayloadID] = []
        ids.reserveCapacity(frame.payloads.count)
        for tag in frame.payloads { ids.append(servers[index].payloads.store(tag)) }
        try feed(index, .received(frame.envelope, payloads: ids))
    }

    private mutating func execute(_ index: Int, _ execution: Execution) {
        let worker = workers[index]
        let model = scenario.workers[worker.kind].models[execution.model]
        let size = execution.members.count
        batchCount += 1
        let time = scenario.serviceTime(
            of: model, size: size, kind: worker.kind, slowness: slowness, batch: batchCount, hash)
        let end = now + UInt64(time.nanoseconds)
        servers[index].execution = execution
        servers[index].start = now
        book.result.digest.fold(now ^ UInt64(index) << 48 ^ UInt64(size) << 56)
        book.result.batchSizes[size - 1] += 1
        if traced.contains(now), book.result.trace.count < FleetLimits.tracedBatches {
            book.result.trace.append(
                BatchTrace(worker: index, model: model, size: size, start: now, end: end))
        }
        calendar.schedule(
            CellSubject.executed.code(devices.count + index),
            stamp: servers[index].runs << 48 | execution.number, at: end)
    }
    /// The backbone is through with an execution, if its process still runs.
    mutating func finishExecution(_ index: Int, _ stamp: UInt64) throws(CellViolation) {
        guard let execution = servers[index].execution, !workers[index].isDead,
            servers[index].runs << 48 | execution.number == stamp
        else { return }
        servers[index].execution = nil
        // The way there and back belongs to what a batch costs, as with the batcher alone.
        let way = UInt64(scenario.control.nanoseconds / 2)
        book.worked(
            workers[index], from: servers[index].start - min(way, servers[index].start),
            until: now + way)
        let plan = servers[index].configuration.models[execution.model].plan
        var members: [ExecutionResult.Member] = []
        members.reserveCapacity(execution.members.count)
        for member in execution.members {
            guard let latent = member.payloads.last,
                let tag = servers[index].payloads.tag(of: latent)
            else { throw violation(.payloadsHeld, devices.count + index) }
            members.append(
                .ok(
                    servers[index].payloads.store(tag), byteCount: plan.byteCount,
                    checksum: member.header.payloadChecksum))
        }
        let time = Interval.nanoseconds(Int64(now - servers[index].start))
        try feed(
            index,
            .executed(
                ExecutionResult(number: execution.number, computeTime: time, members: members)))
    }
}

// MARK: What happens

extension WholeCell {
    mutating func happen(_ happening: FleetHappening) throws(CellViolation) {
        switch happening {
        case .event(let event): try happen(event)
        case .workerNoticed(let index):
            guard !servers[index].dead.isEmpty else { return }
            try lose(servers[index].dead.removeFirst())
        // The sessions come back by themselves.
        case .reconnect: break
        }
    }
    private mutating func happen(_ event: FleetScenario.Event) throws(CellViolation) {
        switch event {
        case .workerDies(let index, let delay): try die(index, noticedAfter: delay)
        case .workerReturns(let index):
            guard workers[index].isDead else { return }
            workers[index].isDead = false
            workers[index].since = now
            try beginWorker(index)
        case .slowness(let thousandths): slowness = thousandths
        case .connected(let group, let count): try connect(group, count)
        case .outage(let span): cutUntil = now + UInt64(span.nanoseconds)
        }
    }
    private mutating func die(_ index: Int, noticedAfter delay: Interval) throws(CellViolation) {
        guard !workers[index].isDead else { return }
        try checkWorker(index)
        countMembers(of: index, isDead: true)
        workers[index].isDead = true
        book.left(workers[index], at: now)
        let link = devices.count + index
        links[link].end()
        guard let peer = links[link].speakers.last else { return }
        servers[index].dead.append(peer.id)
        let due = now + UInt64(delay.nanoseconds)
        let place = events.firstIndex { $0.at > due } ?? events.count
        events.insert((due, .workerNoticed(index)), at: place)
        nextEvent = events[0].at
    }
    /// The first `count` devices of a group are switched on, the others off.
    private mutating func connect(_ group: Int, _ count: Int) throws(CellViolation) {
        var place = 0
        for index in devices.indices where Int(devices[index].group) == group {
            devices[index].isConnected = place < count
            place += 1
            guard devices[index].isConnected != machines[index].isOn else { continue }
            guard devices[index].isConnected else {
                try endDevice(index)
                continue
            }
            let wait = hash.bits(UInt64(index), now) % devices[index].ownPeriod
            calendar.schedule(CellSubject.begin.code(index), stamp: 0, at: now + wait)
        }
    }
}
