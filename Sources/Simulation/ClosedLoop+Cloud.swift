import CoordinatorCore
import EdgeCore
import LatentCodec
import SansIO
import Tensors
import Timekeeping
import Wire
import WorkerCore

/// The coordinator's process.
extension ClosedLoop {
    mutating func feed(_ input: CoordinatorInput) throws(InvariantViolation) {
        var next: CoordinatorInput? = input
        while let input = next {
            coordinator.handle(input, at: local(.coordinator))
            while let output = coordinator.nextOutput() { try carryOut(output) }
            next = planWords.isEmpty ? nil : planWords.removeFirst()
        }
        noteWake(.coordinator, at: coordinator.wakeup)
    }

    private mutating func carryOut(_ output: CoordinatorOutput) throws(InvariantViolation) {
        switch output {
        case .send(let peer, let envelope, let payloads):
            var parts: [[UInt8]] = []
            for payload in payloads { parts.append(try bytes(of: payload, at: .coordinator)) }
            let place = peers.place(of: peer)
            if case .plan = envelope.message {
                // A transport takes what goes to somebody it knows, and loses it on the way.
                planWords.append(
                    .planGiven(peer, sequence: envelope.sequence, isTaken: place != nil))
            }
            guard let place else {
                // As the transport says of an address that nobody has any more.
                return events.schedule(.peerGone(peer), at: now)
            }
            try send(place.route, place.connection, .toClient, envelope, parts)
        case .release(let payload): try release(payload, at: .coordinator)
        case .releaseAll(let payloads):
            for payload in payloads { try release(payload, at: .coordinator) }
        case .event(.ended(let peer, let sequence, let fate, _, _)):
            outcome.digest.fold(peer.value)
            outcome.digest.fold(sequence)
            outcome.digest.fold(fate.rawValue)
        case .event: break
        case .forget(let peer): peers.forget(peer)
        }
    }

    /// The coordinator is told that `peer` is gone.
    mutating func lose(_ peer: PeerID) throws(InvariantViolation) {
        guard isCoordinatorUp else { return }
        peers.forget(peer)
        try feed(.peerClosed(peer))
    }
    /// The process ends: its system closes the connections, and nobody listens any more.
    mutating func failCoordinator() {
        isCoordinatorUp = false
        for route in Route.allCases {
            for number in links[route.rawValue].connections {
                guard let due = links[route.rawValue].arrival(.toClient, sentAt: now) else {
                    continue
                }
                events.schedule(.closed(route, number), at: due)
            }
        }
    }
}

/// The worker's process.
extension ClosedLoop {
    mutating func feed(_ input: WorkerInput) throws(InvariantViolation) {
        worker.handle(input, at: local(.worker))
        while let output = worker.nextOutput() { try carryOut(output) }
        noteWake(.worker, at: worker.wakeup)
    }

    private mutating func carryOut(_ output: WorkerOutput) throws(InvariantViolation) {
        switch output {
        case .openConnection(let number): try open(.worker, number, isAnybodyThere: true)
        case .closeConnection(let number): close(.worker, number)
        case .send(let envelope, let payloads, let connection):
            var parts: [[UInt8]] = []
            for payload in payloads {
                parts.append(
                    try payload.map { payload throws(InvariantViolation) in
                        try bytes(of: payload, at: .worker)
                    } ?? [])
            }
            try send(.worker, connection, .toCoordinator, envelope, parts)
        case .execute(let execution):
            let time = stretched(
                configuration.backbone.shortest(members: execution.members.count),
                configuration.backbone.spread)
            events.schedule(.executed(execution, time), at: now + time)
        case .release(let payload): try release(payload, at: .worker)
        case .event, .finished: break
        }
    }

    /// Decodes the members as they arrived, runs the backbone on those that can be read and gives
    /// the plans back.
    mutating func finish(
        _ execution: Execution, _ time: Interval
    ) throws(InvariantViolation) {
        var members = [ExecutionResult.Member](
            repeating: .malformed, count: execution.members.count)
        var readable: [Int] = []
        var latents: [[Float]] = []
        var states: [[Float]] = []
        for (index, member) in execution.members.enumerated() {
            let parts = try member.payloads.map { payload throws(InvariantViolation) in
                try bytes(of: payload, at: .worker)
            }
            guard let (state, latent) = decoded(parts, member.header) else { continue }
            readable.append(index)
            latents.append(latent)
            states.append(state)
        }
        let answers = compute.backbone(latents: latents, states: states)
        precondition(answers.count == readable.count, "a backbone answers each member")
        for (index, answer) in zip(readable, answers) {
            members[index] = answer.map { $0.isFinite ? stored($0) : .unsound } ?? .failed
        }
        let result = ExecutionResult(
            number: execution.number, computeTime: time, members: members)
        try feed(.executed(result))
    }
    private mutating func decoded(
        _ parts: [[UInt8]], _ header: BatchMember
    ) -> (state: [Float], latent: [Float])? {
        let elementCount = compute.quantisation.steps.count * compute.elementsPerChannel
        var latent = [Float](repeating: 0, count: elementCount)
        var state: [Float] = []
        var span = latent.mutableSpan
        for (place, part) in parts.enumerated() {
            guard
                let found = try? decoder.decode(
                    part: part.span, at: place, of: header, into: &span)
            else { return nil }
            state = found
        }
        return (state, latent)
    }
    private mutating func stored(_ plan: PlanValues) -> ExecutionResult.Member {
        let bytes = Wire.PlanPayload.encode(beliefs: plan.beliefs, steps: plan.steps)
        let payload = stores[Station.worker.rawValue].store(bytes)
        return .ok(
            payload, byteCount: UInt32(bytes.count), checksum: CRC32C.checksum(bytes))
    }
}
