import CoordinatorCore
import SansIO
import Timekeeping
import Wire

/// The coordinator's process.
extension WholeCell {
    /// Its clock has an origin of its own, so that an instant that strays shows.
    private var coordinatorReading: Instant {
        Instant(nanoseconds: now + FleetLimits.coordinatorOrigin)
    }

    mutating func feed(_ input: CoordinatorInput) throws(CellViolation) {
        var next: CoordinatorInput? = input
        while let input = next {
            coordinator.handle(input, at: coordinatorReading)
            while let output = coordinator.nextOutput() { try carryOut(output) }
            next = words.isEmpty ? nil : words.removeFirst()
        }
        let wakeup = coordinator.wakeup?.nanoseconds ?? .max
        coordinatorDue = wakeup == .max ? .max : max(wakeup - FleetLimits.coordinatorOrigin, now)
    }

    private mutating func carryOut(_ output: CoordinatorOutput) throws(CellViolation) {
        switch output {
        case .send(let peer, let envelope, let ids):
            var tags: [PayloadTag] = []
            tags.reserveCapacity(ids.count)
            for id in ids {
                guard let tag = payloads.tag(of: id) else { throw violation(.payloadsHeld, nil) }
                tags.append(tag)
            }
            try send(envelope, tags, to: peer)
        case .release(let payload): try release(payload)
        case .releaseAll(let payloads): for payload in payloads { try release(payload) }
        case .event(let event): try note(event)
        case .forget(let peer): peers[peer].isForgotten = true
        }
    }
    private mutating func send(
        _ envelope: Envelope, _ tags: [PayloadTag], to peer: PeerID
    ) throws(CellViolation) {
        let place = peers[peer]
        if case .plan = envelope.message {
            accounts.plansSent += 1
            // A transport takes what goes to somebody it knows, and loses it on the way.
            words.append(
                .planGiven(peer, sequence: envelope.sequence, isTaken: !place.isForgotten))
        }
        guard !place.isForgotten else { return words.append(.peerClosed(peer)) }
        if place.client < devices.count {
            accounts.messagesDown += 1
            accounts.payloadBytesDown += UInt64(envelope.message.payloadByteCount)
        }
        try send(
            .toClient, place.client,
            CellFrame(connection: place.connection, envelope: envelope, payloads: tags))
    }
    private mutating func release(_ payload: PayloadID) throws(CellViolation) {
        guard payloads.release(payload) else { throw violation(.payloadsHeld, nil) }
    }

    private mutating func note(_ event: CoordinatorEvent) throws(CellViolation) {
        switch event {
        case .deviceOpened(let peer, _):
            let client = peers[peer].client
            peers[peer].hasSession = true
            machines[client].sessions += 1
            guard machines[client].sessions <= 2 else { throw violation(.oneSession, client) }
        case .deviceClosed(let peer, _, _):
            guard peers[peer].hasSession else { return }
            peers[peer].hasSession = false
            machines[peers[peer].client].sessions -= 1
        case .ended(let peer, let sequence, let fate, _, _):
            book.result.digest.fold(peer.value << 32 ^ sequence << 4 ^ UInt64(fate.rawValue))
        case .deviceReported, .workerOpened, .workerClosed, .workerDraining, .workerSuspected,
            .workerTrusted, .stampsImplausible, .refused, .violated, .planNotTaken, .batchStarted,
            .batchFinished, .handoverBegan, .deviceRehoming, .handoverEnded, .drained:
            break
        }
    }

    /// A message arrives at the coordinator.
    mutating func takeAtCoordinator(_ client: Int, _ frame: CellFrame) throws(CellViolation) {
        let isDevice = client < devices.count
        guard !isDevice || now >= cutUntil else { return }
        let peer = peer(of: client, frame.connection)
        if case .latent = frame.envelope.message { accounts.latentsArrived += 1 }
        var ids: [PayloadID] = []
        ids.reserveCapacity(frame.payloads.count)
        for tag in frame.payloads { ids.append(payloads.store(tag)) }
        try feed(
            isDevice
                ? .deviceFrame(peer, frame.envelope, payloads: ids)
                : .workerFrame(peer, frame.envelope, payloads: ids))
    }
    /// Who speaks there; a new peer if the coordinator does not know it.
    private mutating func peer(of client: Int, _ connection: UInt64) -> PeerID {
        if let peer = links[client].speaker(on: connection), !peers[peer].isForgotten {
            return peer
        }
        let id = peers.insert(client: client, connection: connection)
        links[client].note(id, on: connection)
        return id
    }
    /// The coordinator hears that a client closed a connection.
    mutating func noteClosed(_ client: Int, _ connection: UInt64) throws(CellViolation) {
        guard let peer = links[client].speaker(on: connection) else { return }
        try lose(peer)
    }
    mutating func lose(_ peer: PeerID) throws(CellViolation) {
        guard !peers[peer].isForgotten else { return }
        peers[peer].isForgotten = true
        try feed(.peerClosed(peer))
    }
}
