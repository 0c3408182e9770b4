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
        guard payloads.count == envelope.message.payloadPartCount else {
            return violate(peer, .worker, .wrongPayloads, at: now)
        }
        switch envelope.message {
        case .register:
            guard let slot = workers.slot(of: peer) ?? admitWorker(peer, envelope, at: now) else {
                return
            }
            workers.peers[slot].link.session.handle(.received(envelope), at: now)
            _ = drainWorker(slot, [], at: now)
        case .batchResult, .drain, .heartbeat, .goodbye:
            guard let slot = workers.slot(of: peer) else {
                return turnAwayStranger(peer, .worker, envelope, at: now)
            }
            workers.peers[slot].link.session.handle(.received(envelope), at: now)
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
        workers.insert(Worker(link: link), peer)
        return slot
    }

    /// Does what a worker's session wants. Returns whether `payloads` were taken, and released.
    mutating func drainWorker(_ slot: Int, _ payloads: [PayloadID], at now: Instant) -> Bool {
        var isKept = false
        let peer = workers.peers[slot].link.id
        while let output = workers.peers[slot].link.session.nextOutput() {
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
            case .rejected(.unexpected), .rejected(.unheeded), .rejected(.malformed),
                .rejected(.strangeHome):
                tally.unexpectedMessages += 1
            }
        }
        noteWorkerTimer(slot)
        return isKept
    }

    private mutating func judgeWorker(
        _ slot: Int, _ greeting: Message, _ epoch: UInt64, at now: Instant
    ) {
        guard case .register(let register) = greeting else { return }
        let peer = workers.peers[slot].link.id
        let quarantine = record.quarantine(register.name, at: now)
        let profile = profile(of: register, at: now)
        // During a handover the devices that are still here are served as before.
        let isEnding = isDraining && handover == nil
        guard !isEnding, quarantine == .zero, !profile.models.isEmpty else {
            let isServed = configuration.bundles.isEmpty || quarantine > .zero
            let reason: RefuseReason = isEnding ? .draining : isServed ? .full : .wrongBundle
            if quarantine > .zero { tally.quarantined += 1 }
            workers.remove(peer)
            return refuseStranger(
                peer, .worker, refusal(reason, after: quarantine), epoch: epoch, at: now)
        }
        for model in profile.models { models[model.model.index].workers += 1 }
        workers.peers[slot].link.name = register.name
        let places = places(of: register, profile)
        workers.peers[slot].places = places
        workers.peers[slot].profile = profile
        // One batch in flight: the next is chosen when the worker is free, with what is known then.
        let terms = welcome(credit: 1)
        workers.peers[slot].link.session.handle(.accept(terms), at: now)
    }
    private mutating func openWorker(_ slot: Int, at now: Instant) {
        guard let worker = workers[slot] else { return }
        emit(
            .event(
                .workerOpened(
                    worker.link.id, name: worker.link.name,
                    batchLimit: worker.profile.models.map(\.batchLimit).max() ?? 0)))
        schedule(.workerJoined(WorkerSlot(slot), worker.profile), at: now)
    }
    private mutating func retireWorker(_ slot: Int, at now: Instant) {
        guard let worker = workers[slot] else { return }
        emit(.event(.workerDraining(worker.link.id)))
        schedule(.workerDraining(WorkerSlot(slot)), at: now)
    }

    /// The models of a worker that the cell serves, each once.
    private mutating func profile(of register: Register, at now: Instant) -> WorkerProfile {
        var profile = WorkerProfile(
            models: [], isOnProbation: record.failures(register.name, at: now) > 0)
        for registered in register.models {
            guard let place = place(for: registered.bundle) else { continue }
            let model = WorkerProfile.Model(ModelSlot(place), registered)
            guard !profile.models.contains(where: { $0.model == model.model }) else { continue }
            profile.models.append(model)
            // Holds the place against the next one's bundle.
            models[place].workers += 1
        }
        for model in profile.models { models[model.model.index].workers -= 1 }
        return profile
    }
    private func places(of register: Register, _ profile: WorkerProfile) -> [UInt8] {
        profile.models.map { model in
            let bundle = models[model.model.index].bundle
            let place = Array(register.models).firstIndex { $0.bundle == bundle }
            return UInt8(clamping: place ?? 0)
        }
    }
    /// The place of `bundle`. Where no bundles are configured, workers bring them: a new one takes
    /// a free place, or that of a bundle nobody speaks for any more.
    private mutating func place(for bundle: BundleID) -> Int? {
        if let place = models.firstIndex(where: { $0.bundle == bundle }) { return place }
        guard configuration.bundles.isEmpty else { return nil }
        if models.count < Limits.bundles {
            models.append(ServedModel(bundle: bundle))
            return models.count - 1
        }
        guard let place = models.firstIndex(where: \.isUnused) else { return nil }
        models[place] = ServedModel(bundle: bundle)
        return place
    }
    /// The bundle to name to a peer that runs another.
    var servedBundle: BundleID? {
        let staffed = models.first { $0.workers > 0 }
        return (staffed ?? models.first)?.bundle
    }

    /// Ends what a session held; its batch goes back to the queue while time remains.
    private mutating func closeWorker(_ slot: Int, _ loss: SessionLoss, at now: Instant) {
        guard let worker = workers[slot] else { return }
        let reason = worker.link.closureReason(loss)
        emit(.event(.workerClosed(worker.link.id, name: worker.link.name, reason)))
        for model in worker.profile.models { models[model.model.index].workers -= 1 }
        if reason == .replaced {
            var link = worker.link
            link.violations = 0
            workers[slot] = Worker(link: link)
        } else {
            workers.remove(worker.link.id)
            emit(.forget(worker.link.id))
        }
        schedule(.workerLost(WorkerSlot(slot)), at: now)
    }
    mutating func stopWorker(
        _ slot: Int, _ reason: ClosureReason, _ goodbye: GoodbyeReason, at now: Instant
    ) {
        guard workers[slot] != nil else { return }
        if reason == .unresponsive || reason == .protocolError, let worker = workers[slot] {
            record.noteFailure(worker.link.name, at: now)
        }
        workers.peers[slot].link.stopping = reason
        workers.peers[slot].link.session.handle(.stop(goodbye), at: now)
        _ = drainWorker(slot, [], at: now)
    }
    mutating func lookAtWorker(_ slot: Int, at now: Instant) {
        workers.peers[slot].link.session.handle(.wake, at: now)
        _ = drainWorker(slot, [], at: now)
    }

    /// Sends a message of a worker's session; returns the sequence of its frame, or nil without
    /// one.
    mutating func sendToWorker(
        _ slot: Int, _ message: Message, payloads: [PayloadID], at now: Instant
    ) -> UInt64? {
        guard let envelope = workers.peers[slot].link.session.stamp(message, at: now) else {
            return nil
        }
        emit(.send(workers.peers[slot].link.id, envelope, payloads: payloads))
        noteWorkerTimer(slot)
        return envelope.sequence
    }
}

extension WorkerProfile.Model {
    init(_ model: ModelSlot, _ registered: RegisteredModel) {
        self.init(
            model: model, batchLimit: Int(registered.batchLimit),
            points: registered.serviceTimes.map { .init(batch: Int($0.batch), time: $0.time) })
    }
}
