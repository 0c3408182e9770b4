import Batching
import SansIO
import Timekeeping
import Wire

/// Batches: out to workers, plans back to devices.
extension CoordinatorCore {
    /// Does what the batcher wants; wakes it if it is due.
    mutating func settle(at now: Instant) {
        if let due = batcher.wakeup, due <= now { batcher.handle(.wake, at: now) }
        carryOut(at: now)
    }
    /// Gives the batcher an input and does what it wants.
    mutating func schedule(_ input: BatcherInput, at now: Instant) {
        batcher.handle(input, at: now)
        carryOut(at: now)
    }
    private mutating func carryOut(at now: Instant) {
        while let output = batcher.nextOutput() {
            switch output {
            case .dispatch(let slot, let number): start(number, on: slot, at: now)
            case .resolve(let id, let resolution): resolve(id, resolution, at: now)
            case .pace(let stream, let pacing): pace(stream, pacing, at: now)
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

    private mutating func start(_ number: BatchNumber, on slot: WorkerSlot, at now: Instant) {
        var batch: [BatchMember] = []
        var payloads: [PayloadID] = []
        let size = batcher.memberCount(of: slot)
        batch.reserveCapacity(size)
        // With a link for most, where captures are predicted.
        payloads.reserveCapacity(2 * size)
        for place in 0..<size {
            let id = batcher.member(place, of: slot)
            guard let request = requests[id] else {
                preconditionFailure("a batch holds open requests only")
            }
            let links = request.reference == 0 ? [] : chain(of: request, appendingTo: &payloads)
            tally.links += UInt64(links.count)
            let back = devices.peers[request.device].roundTrip / 2
            batch.append(request.member(id.value, links: links, back: back, at: now))
            payloads.append(request.payload)
        }
        let slot = slot.index
        guard let worker = workers[slot],
            let model = batcher.model(of: WorkerSlot(slot)).flatMap(worker.registered),
            let sequence = sendToWorker(
                slot, .batch(Batch(model: model, members: batch)), payloads: payloads,
                at: now)
        else { preconditionFailure("a batch goes to a worker that has a session") }
        workers.peers[slot].assignment = Worker.Assignment(sequence: sequence, number: number)
        tally.batches += 1
        emit(.event(.batchStarted(worker.link.id, batch: sequence, members: size)))
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
        workers.peers[slot].assignment = nil
        emit(
            .event(
                .batchFinished(
                    worker.link.id, batch: result.batch, members: result.members.count,
                    computed: result.computeTime)))
        let misshapen = batcher.counts.misshapenResults
        delivery = Delivery(result: result, payloads: payloads)
        schedule(finish(of: result, assignment.number, by: WorkerSlot(slot)), at: now)
        delivery = nil
        if batcher.counts.misshapenResults != misshapen {
            record.noteFailure(worker.link.name, at: now)
            violateAsWorker(slot, .misshapenResult(batch: result.batch), at: now)
        }
    }

    /// A result as the batcher hears of it: a whole batch that was answered needs no list.
    private func finish(
        of result: BatchResult, _ number: BatchNumber, by slot: WorkerSlot
    ) -> BatcherInput {
        let isWhole =
            result.members.count == batcher.memberCount(of: slot)
            && result.members.indices.allSatisfy {
                result.members[$0].status == .ok
                    && result.members[$0].member == batcher.member($0, of: slot).value
            }
        if isWhole { return .finished(slot, number) }
        let members = result.members.map {
            FinishedMember(request: RequestID($0.member), status: MemberStatus($0.status))
        }
        return .finishedInPart(slot, number, members)
    }

    private mutating func resolve(_ id: RequestID, _ resolution: Resolution, at now: Instant) {
        guard let request = requests.remove(id) else {
            preconditionFailure("a request ends once")
        }
        models[request.model].open -= 1
        devices.peers[request.device].open.removeAll { $0 == id }
        endHolding(request, isMalformed: resolution == .malformed)
        switch resolution {
        case .answered: answer(request, id, at: now)
        case .superseded: conclude(request, .superseded, .newerCapture, at: now)
        case .budgetSpent: conclude(request, .expired, .budgetSpent, at: now)
        case .budgetTooShort: conclude(request, .expired, .budgetTooShort, at: now)
        case .shed: conclude(request, .rejected, .shed, at: now)
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
        guard let plan = delivery?.takePlan(for: id), let delivery else {
            preconditionFailure("a request is answered while its result is given out")
        }
        let delivered = devices.peers[request.device].delivered[request.stream]
        if let delivered, request.sequence < delivered {
            // A newer capture's plan is with the device already: this one must not follow it.
            return conclude(request, .superseded, .newerCapture, at: now)
        }
        devices.peers[request.device].delivered[request.stream] = request.sequence
        // A worker cannot have computed for longer than the latent was here.
        let computed = min(delivery.result.computeTime, now - request.arrival)
        let waited = now - request.arrival - computed
        let header = delivery.header(
            of: plan.member, for: request, waited: waited, computed: computed,
            reference: referenceStatus(of: request, nil))
        let envelope = sendToDevice(
            request.device, .plan(header), payloads: [plan.payload], at: now)
        guard let envelope else { return end(request, .lost, nil, waited: waited) }
        let peer = devices.peers[request.device].link.id
        let fate: RequestFate = now <= request.deadline ? .answered : .answeredLate
        departures.append(
            Departure(
                request: request, peer: peer, sequence: envelope.sequence, fate: fate,
                waited: waited))
    }
    /// Books a plan on the transport's word.
    mutating func noteGiven(_ peer: PeerID, sequence: UInt64, isTaken: Bool) {
        guard let departure = departures.take(peer, sequence: sequence) else {
            preconditionFailure("the transport speaks of plans it was given, once of each")
        }
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
