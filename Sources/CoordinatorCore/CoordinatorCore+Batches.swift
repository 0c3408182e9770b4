import Batching
import SansIO
import Timekeeping
import Wire

/// Batches: out to workers, plans back to devices.
extension CoordinatorCore {
    /// Does what the batchers want; wakes those that are due.
    mutating func settle(at now: Instant) {
        for pool in pools.indices {
            if let due = pools[pool].batcher.wakeup, due <= now {
                pools[pool].batcher.handle(.wake, at: now)
            }
            settle(pool, at: now)
        }
    }
    mutating func settle(_ pool: Int, at now: Instant) {
        while let output = pools[pool].batcher.nextOutput() {
            switch output {
            case .dispatch(let slot, let number, let members):
                start(number, members, of: pool, on: slot.index, at: now)
            case .resolve(let id, let resolution): resolve(id, resolution, of: pool, at: now)
            case .suspect(let slot):
                if let worker = workers[slot.index] {
                    emit(.event(.workerSuspected(worker.link.id)))
                }
            case .trust(let slot):
                if let worker = workers[slot.index] {
                    emit(.event(.workerTrusted(worker.link.id)))
                }
            case .dismiss(let slot): stopWorker(slot.index, .unresponsive, .silence, at: now)
            case .strayResult: break  // counted by the batcher
            }
        }
    }

    private mutating func start(
        _ number: BatchNumber, _ members: [RequestID], of pool: Int, on slot: Int, at now: Instant
    ) {
        var batch: [BatchMember] = []
        var payloads: [PayloadID] = []
        batch.reserveCapacity(members.count)
        payloads.reserveCapacity(members.count)
        for id in members {
            guard let request = pools[pool].requests[id] else {
                preconditionFailure("a batch holds open requests only")
            }
            let links = chain(of: request, appendingTo: &payloads)
            tally.links += UInt64(links.count)
            batch.append(request.member(id.value, links: links, at: now))
            payloads.append(request.payload)
        }
        guard let worker = workers[slot],
            let sequence = sendToWorker(
                slot, .batch(Batch(model: worker.model, members: batch)), payloads: payloads,
                at: now)
        else { preconditionFailure("a batch goes to a worker that has a session") }
        workers[slot]?.assignment = Worker.Assignment(sequence: sequence, number: number)
        tally.batches += 1
        emit(.event(.batchStarted(worker.link.id, batch: sequence, members: members.count)))
    }

    /// Takes a worker's result and gives out the plans in it.
    mutating func take(
        _ result: BatchResult, _ payloads: [PayloadID], from slot: Int, at now: Instant
    ) {
        defer { release(payloads) }
        guard let worker = workers[slot] else { return }
        guard let assignment = worker.assignment, assignment.sequence == result.batch else {
            tally.strayResults += 1
            return
        }
        workers[slot]?.assignment = nil
        emit(
            .event(
                .batchFinished(
                    worker.link.id, batch: result.batch, members: result.members.count,
                    computed: result.computeTime)))
        let members = result.members.map {
            FinishedMember(request: RequestID($0.member), status: MemberStatus($0.status))
        }
        let misshapen = pools[worker.pool].batcher.counts.misshapenResults
        delivery = Delivery(result: result, payloads: payloads)
        pools[worker.pool].batcher.handle(
            .finished(WorkerSlot(slot), assignment.number, members), at: now)
        settle(worker.pool, at: now)
        delivery = nil
        if pools[worker.pool].batcher.counts.misshapenResults != misshapen {
            violateAsWorker(slot, .misshapenResult(batch: result.batch), at: now)
        }
    }

    private mutating func resolve(
        _ id: RequestID, _ resolution: Resolution, of pool: Int, at now: Instant
    ) {
        guard let request = pools[pool].requests.remove(id) else {
            preconditionFailure("a request ends once")
        }
        devices[request.device]?.open.removeAll { $0 == id }
        endHolding(request, isMalformed: resolution == .malformed)
        switch resolution {
        case .answered: answer(request, id, at: now)
        case .superseded: conclude(request, .superseded, .newerCapture, at: now)
        case .budgetSpent: conclude(request, .expired, .budgetSpent, at: now)
        case .budgetTooShort: conclude(request, .expired, .budgetTooShort, at: now)
        case .noWorker: conclude(request, .rejected, .noWorker, at: now)
        case .queueFull: conclude(request, .rejected, .queueFull, at: now)
        case .draining: conclude(request, .rejected, .draining, at: now)
        case .workerLost: conclude(request, .failed, .workerLost, at: now)
        case .workerFailed: conclude(request, .failed, .workerFailed, at: now)
        case .malformed: conclude(request, .rejected, .malformed, at: now)
        case .withdrawn: end(request, .lost, nil, waited: now - request.arrival)
        }
    }

    private mutating func answer(_ request: OpenRequest, _ id: RequestID, at now: Instant) {
        guard let delivery, let plan = delivery.plan(for: id) else {
            preconditionFailure("a request is answered while its result is given out")
        }
        let delivered = devices[request.device]?.delivered[request.stream]
        if let delivered, request.sequence < delivered {
            // A newer capture's plan is with the device already: this one must not follow it.
            return conclude(request, .superseded, .newerCapture, at: now)
        }
        devices[request.device]?.delivered[request.stream] = request.sequence
        // A worker cannot have computed for longer than the latent was here.
        let computed = min(delivery.result.computeTime, now - request.arrival)
        let waited = now - request.arrival - computed
        let header = delivery.header(
            of: plan.member, for: request, waited: waited, computed: computed,
            reference: referenceStatus(of: request, nil))
        let envelope = sendToDevice(
            request.device, .plan(header), payloads: [plan.payload], at: now)
        guard let envelope, let peer = devices[request.device]?.link.id else {
            return end(request, .lost, nil, waited: waited)
        }
        let fate: RequestFate = now <= request.deadline ? .answered : .answeredLate
        departures.append(
            Departure(
                request: request, peer: peer, sequence: envelope.sequence, fate: fate,
                waited: waited))
    }
    /// Books a plan on the transport's word.
    mutating func noteGiven(_ peer: PeerID, sequence: UInt64, isTaken: Bool) {
        let position = departures.firstIndex { $0.peer == peer && $0.sequence == sequence }
        guard let position else {
            preconditionFailure("the transport speaks of plans it was given, once of each")
        }
        let departure = departures.remove(at: position)
        if !isTaken {
            tally.plansNotTaken += 1
            emit(.event(.planNotTaken(peer, latentSequence: departure.request.sequence)))
        }
        end(departure.request, isTaken ? departure.fate : .lost, nil, waited: departure.waited)
    }
}

extension MemberStatus {
    init(_ status: ResultStatus) {
        switch status {
        case .ok: self = .answered
        case .malformed: self = .malformed
        case .expired: self = .expired
        case .failed: self = .failed
        }
    }
}
