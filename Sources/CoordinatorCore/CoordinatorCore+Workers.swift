import Batching
import SansIO
import Session
import Timekeeping
import Wire

/// The workers' side: sessions and what they carry.
extension CoordinatorCore {
    mutating func takeWorkerFrame(
        _ peer: PeerID, _ envelope: Envelope, _ payloads: [PayloadID], at now: Instant
    ) {
        var isKept = false
        defer { if !isKept { release(payloads) } }
        guard payloads.count == envelope.message.payloadPartByteCounts.count else {
            return violate(peer, .worker, .wrongPayloads, at: now)
        }
        switch envelope.message {
        case .register:
            guard let slot = workers.slot(of: peer) ?? admitWorker(peer, envelope, at: now) else {
                return
            }
            workers[slot]?.link.session.handle(.received(envelope), at: now)
            _ = drainWorker(slot, [], at: now)
        case .batchResult, .drain, .heartbeat, .goodbye:
            guard let slot = workers.slot(of: peer) else {
                return turnAwayStranger(peer, .worker, envelope, at: now)
            }
            workers[slot]?.link.session.handle(.received(envelope), at: now)
            isKept = drainWorker(slot, payloads, at: now)
        case .hello, .welcome, .refuse, .latent, .plan, .outcome, .batch, .pace, .reference,
            .failsafeReport, .rehome:
            tally.unexpectedMessages += 1
            violate(peer, .worker, .unexpected(envelope.message.kind), at: now)
        }
    }

    /// A place for a worker that registers for the first time; it is judged by what it says next.
    private mutating func admitWorker(
        _ peer: PeerID, _ envelope: Envelope, at now: Instant
    ) -> Int? {
        guard let slot = workers.nextSlot else {
            let reason: RefuseReason = isDraining ? .draining : .full
            refuseStranger(peer, .worker, reason, epoch: envelope.epoch, at: now)
            return nil
        }
        let link = PeerLink(id: peer, name: "", configuration: configuration.session)
        workers.insert(Worker(link: link, pool: 0), peer)
        return slot
    }

    /// Does what a worker's session wants. Returns whether `payloads` were taken, and released.
    mutating func drainWorker(_ slot: Int, _ payloads: [PayloadID], at now: Instant) -> Bool {
        var isKept = false
        while let peer = workers[slot]?.link.id,
            let output = workers[slot]?.link.session.nextOutput()
        {
            switch output {
            case .transmit(let envelope): emit(.send(peer, envelope, payloads: []))
            case .greeted(let epoch, let greeting): judgeWorker(slot, greeting, epoch, at: now)
            case .established: openWorker(slot, at: now)
            case .lost(_, let loss): closeWorker(slot, loss, at: now)
            case .deliver(let envelope):
                if case .batchResult(let result) = envelope.message {
                    isKept = true
                    take(result, payloads, from: slot, at: now)
                } else if case .drain = envelope.message {
                    retireWorker(slot, at: now)
                }
            case .rejected(.staleEpoch), .rejected(.staleSequence): tally.sessionlessMessages += 1
            case .rejected(.unexpected), .rejected(.unheeded), .rejected(.malformed):
                tally.unexpectedMessages += 1
            }
        }
        noteTimer(workers[slot]?.link.session.wakeup)
        return isKept
    }

    private mutating func judgeWorker(
        _ slot: Int, _ greeting: Message, _ epoch: UInt64, at now: Instant
    ) {
        guard case .register(let register) = greeting, let peer = workers[slot]?.link.id else {
            return
        }
        guard !isDraining, let (pool, model) = service(of: register) else {
            let isServed = configuration.bundles.isEmpty
            let reason: RefuseReason = isDraining ? .draining : isServed ? .full : .wrongBundle
            workers.remove(peer)
            return refuseStranger(peer, .worker, reason, epoch: epoch, at: now)
        }
        pools[pool].workers += 1
        workers[slot]?.link.name = register.name
        workers[slot]?.pool = pool
        workers[slot]?.model = UInt8(clamping: model)
        workers[slot]?.profile = WorkerProfile(register.models[model])
        // One batch in flight: the next is chosen when the worker is free, with what is known then.
        let terms = welcome(credit: 1)
        workers[slot]?.link.session.handle(.accept(terms), at: now)
    }
    private mutating func openWorker(_ slot: Int, at now: Instant) {
        guard let worker = workers[slot] else { return }
        emit(
            .event(
                .workerOpened(
                    worker.link.id, name: worker.link.name, batchLimit: worker.profile.batchLimit)))
        pools[worker.pool].batcher.handle(
            .workerJoined(WorkerSlot(slot), worker.profile), at: now)
        settle(worker.pool, at: now)
    }
    private mutating func retireWorker(_ slot: Int, at now: Instant) {
        guard let worker = workers[slot] else { return }
        emit(.event(.workerDraining(worker.link.id)))
        pools[worker.pool].batcher.handle(.workerDraining(WorkerSlot(slot)), at: now)
        settle(worker.pool, at: now)
    }

    /// The pool that a worker joins, and which of its models is served there: the first one that
    /// has a pool. Its other models wait, so that one batcher knows when the worker is free.
    private mutating func service(of register: Register) -> (pool: Int, model: Int)? {
        for (index, model) in register.models.enumerated() {
            if let pool = pool(for: model.bundle) { return (pool, index) }
        }
        return nil
    }
    /// The pool that serves `bundle`. Where no bundles are configured, workers bring them: a new
    /// one takes a free place, or that of a bundle nobody speaks for any more.
    private mutating func pool(for bundle: BundleID) -> Int? {
        if let pool = pools.firstIndex(where: { $0.bundle == bundle }) { return pool }
        guard configuration.bundles.isEmpty else { return nil }
        let fresh = Pool(bundle: bundle, configuration: configuration.batcher)
        if pools.count < Limits.bundles {
            pools.append(fresh)
            return pools.count - 1
        }
        guard
            let idle = pools.firstIndex(where: {
                $0.devices == 0 && $0.workers == 0 && $0.requests.count == 0
            })
        else { return nil }
        tally.misshapenResults += pools[idle].batcher.counts.misshapenResults
        tally.uselessMembers += pools[idle].batcher.counts.duplicateMembers
        pools[idle] = fresh
        return idle
    }
    /// The bundle to name to a peer that runs another.
    var servedBundle: BundleID? {
        let staffed = pools.first { $0.workers > 0 }
        return (staffed ?? pools.first)?.bundle
    }

    /// Ends what a session held; its batch goes back to the queue while time remains.
    private mutating func closeWorker(_ slot: Int, _ loss: SessionLoss, at now: Instant) {
        guard let worker = workers[slot] else { return }
        let reason = worker.link.closureReason(loss)
        emit(.event(.workerClosed(worker.link.id, name: worker.link.name, reason)))
        pools[worker.pool].workers -= 1
        pools[worker.pool].batcher.handle(.workerLost(WorkerSlot(slot)), at: now)
        if reason == .replaced {
            var link = worker.link
            link.violations = 0
            workers[slot] = Worker(link: link, pool: 0)
        } else {
            workers.remove(worker.link.id)
            emit(.forget(worker.link.id))
        }
        settle(worker.pool, at: now)
    }
    mutating func stopWorker(
        _ slot: Int, _ reason: ClosureReason, _ goodbye: GoodbyeReason, at now: Instant
    ) {
        guard workers[slot] != nil else { return }
        workers[slot]?.link.stopping = reason
        workers[slot]?.link.session.handle(.stop(goodbye), at: now)
        _ = drainWorker(slot, [], at: now)
    }
    mutating func lookAtWorker(_ slot: Int, at now: Instant) {
        guard let due = workers[slot]?.link.session.wakeup else { return }
        guard due <= now else { return noteTimer(due) }
        workers[slot]?.link.session.handle(.wake, at: now)
        _ = drainWorker(slot, [], at: now)
    }

    /// Sends a message of a worker's session; returns the sequence of its frame, or nil without
    /// one.
    mutating func sendToWorker(
        _ slot: Int, _ message: Message, payloads: [PayloadID], at now: Instant
    ) -> UInt64? {
        guard let peer = workers[slot]?.link.id,
            let envelope = workers[slot]?.link.session.stamp(message, at: now)
        else { return nil }
        emit(.send(peer, envelope, payloads: payloads))
        noteTimer(workers[slot]?.link.session.wakeup)
        return envelope.sequence
    }
}

extension WorkerProfile {
    init(_ model: RegisteredModel) {
        self.init(
            batchLimit: Int(model.batchLimit),
            points: model.serviceTimes.map { Point(batch: Int($0.batch), time: $0.time) })
    }
}
