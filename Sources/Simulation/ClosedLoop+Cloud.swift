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
            // The core hears of its plans before anything else, as in the real shell.
            if !planWords.isEmpty {
                next = planWords.removeFirst()
            } else {
                next = gonePeers.popLast().map { .peerClosed($0) }
            }
        }
        noteWake(.coordinator, at: coordinator.wakeup)
    }

    private mutating func carryOut(_ output: CoordinatorOutput) throws(InvariantViolation) {
        switch output {
        case .send(let peer, let envelope, let payloads):
            var parts: [[UInt8]] = []
            for payload in payloads { parts.append(try bytes(of: payload, at: .coordinator)) }
            let isTaken = try send(frame(envelope, parts), to: peer)
            guard case .plan = envelope.message else { return }
            planWords.append(.planGiven(peer, sequence: envelope.sequence, isTaken: isTaken))
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

    /// Whether the transport took the frame.
    private mutating func send(_ frame: SimulatedFrame, to peer: PeerID) -> Bool {
        guard let (route, connection) = peers.place(of: peer) else { return false }
        defer { noteLink(route) }
        switch transports[route.rawValue].sendDown(frame, on: connection, at: now) {
        case .taken: return true
        case .full: return false
        case .gone:
            gonePeers.append(peer)
            return false
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
        case .openConnection(let number):
            // It has one socket at a time, as its program has.
            close(.worker, number - 1)
            open(.worker, number, attempt: Limits.workerConnectTime, isAnybodyThere: true)
        case .closeConnection(let number): close(.worker, number)
        case .send(let envelope, let payloads, let connection):
            var parts: [[UInt8]] = []
            for payload in payloads {
                parts.append(
                    try payload.map { payload throws(InvariantViolation) in
                        try bytes(of: payload, at: .worker)
                    } ?? [])
            }
            _ = send(.worker, connection, try frame(envelope, parts))
        case .execute(let execution):
            var time = stretched(
                configuration.backbone.shortest(members: execution.members.count),
                configuration.backbone.spread)
            if isFaulty(.slow(.backbone)) { time = time * Limits.slowness }
            events.schedule(.executed(execution, time, worker: workersStarted), at: now + time)
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
            members[index] = member(of: answer)
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
    /// What the worker makes of an answer of its backbone.
    private mutating func member(of answer: PlanValues?) -> ExecutionResult.Member {
        guard var plan = answer, !isFaulty(.failing(.backbone)) else { return .failed }
        guard plan.isFinite else { return .unsound }
        if isFaulty(.plansOutOfRange) { plan.steps = plan.steps.map { $0 * 100 } }
        if isFaulty(.plansNotFinite), !plan.steps.isEmpty { plan.steps[0] = .nan }
        return stored(plan)
    }
    private mutating func stored(_ plan: PlanValues) -> ExecutionResult.Member {
        let bytes = Wire.PlanPayload.encode(beliefs: plan.beliefs, steps: plan.steps)
        let payload = stores[Station.worker.rawValue].store(bytes)
        return .ok(
            payload, byteCount: UInt32(bytes.count), checksum: CRC32C.checksum(bytes))
    }
}
