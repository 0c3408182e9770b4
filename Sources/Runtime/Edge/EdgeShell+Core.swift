import EdgeCore
import SansIO
import Timekeeping
import Wire
import ZeroMQ

/// Between the shell and its core: inputs in, outputs carried out.
extension EdgeShell {
    /// What a received frame is to the core.
    static func input(for frame: Result<IncomingFrame, DecodeError>) -> EdgeInput {
        guard case .success(let frame) = frame else { return .malformedFrame }
        guard case .plan(let header) = frame.envelope.message, let part = frame.payloads.first
        else { return .received(frame.envelope) }
        do throws(PayloadError) {
            let payload = try part.withBytes { (bytes) throws(PayloadError) in
                try Wire.PlanPayload(decoding: bytes, header: header)
            }
            let values = PlanValues(steps: payload.steps, beliefs: payload.beliefs)
            return .planArrived(frame.envelope, .values(values))
        } catch {
            return .planArrived(frame.envelope, .corrupted)
        }
    }

    func take(_ note: Note) {
        switch note {
        case .sensor(.exposed(let id, let exposure)):
            // Without room the capture is as good as not taken.
            if captures.reserve(id) { feed(.captured(id, at: exposure)) }
        case .sensor(.picture(let id, let frame)): takePicture(frame, of: id)
        case .sensor(.failed(let id)): feed(.headFailed(id))
        case .headFinished(let id, let plan): feed(.headFinished(id, localPlan: plan))
        case .headFailed(let id, let reason):
            report(.trouble(clock.now(), reason))
            feed(.headFailed(id))
        case .encoded(let id, let description, let part):
            guard let payload = arena.store(part) else { return feed(.encodeFailed(id)) }
            feed(.encoded(id, description, payload: payload))
        case .encodeFailed(let id, let reason):
            report(.trouble(clock.now(), reason))
            feed(.encodeFailed(id))
        }
    }
    private func takePicture(_ frame: CameraFrame, of id: CaptureID) {
        guard captures.store(frame, for: id) else { return }
        if id.value.isMultiple(of: Limits.picturePeriod) {
            report(.picture(clock.now(), id, pixels: frame.pixels))
        }
        if wantedHead == id { runHead(id) }
    }
    /// Starts the head on `id`, or as soon as its picture is there.
    private func runHead(_ id: CaptureID) {
        guard captures.capture(id) != nil else {
            wantedHead = id
            return
        }
        wantedHead = nil
        if !compute.runHead(id) { feed(.headFailed(id)) }
    }

    /// Gives the core an input and carries out what it wants: the drain rule.
    func feed(_ input: EdgeInput) {
        give(input)
        // A failure of the transport is an input, and those wait until the core is drained.
        while let number = failedConnection {
            failedConnection = nil
            give(.connectionClosed(number))
        }
        // So is a refusal of the compute thread.
        while let wish = wishes.popFirst() {
            switch wish {
            case .runHead(let id): runHead(id)
            case .encode(let id, let multiplier):
                if !compute.encode(id, multiplier: multiplier) { feed(.encodeFailed(id)) }
            }
        }
    }
    private func give(_ input: EdgeInput) {
        machine.handle(input, at: clock.now())
        while let output = machine.nextOutput() { carryOut(output) }
    }
    /// The transport failed on connection `number`. Before the first connection was there that ends
    /// the drive; later it is a link that is gone, which the session replaces in its own time.
    func fail(_ error: ZeroMQError, on number: UInt64) {
        link.fail()
        report(.trouble(clock.now(), "connection \(number): \(error)"))
        guard wasOpen else {
            startFailure = error
            return
        }
        failedConnection = number
    }
    private func carryOut(_ output: EdgeOutput) {
        switch output {
        case .runHead(let id): wishes.append(.runHead(id))
        case .encode(let id, let multiplier): wishes.append(.encode(id, multiplier))
        case .transmit(let envelope, let payload, let connection):
            let part = payload.flatMap { arena.part(of: $0) }
            do throws(ZeroMQError) {
                try link.send(envelope, payloads: part.map { [$0] } ?? [], on: connection)
            } catch {
                fail(error, on: connection)
            }
            if let payload { arena.release(payload) }
        case .command(let command):
            actuator.apply(command.command)
            record(command)
        case .releaseCapture(let id):
            captures.release(id)
            if wantedHead == id { wantedHead = nil }
        case .releasePayload(let id): arena.release(id)
        case .openConnection(let number):
            do throws(ZeroMQError) {
                try link.open(number)
                wasOpen = true
            } catch {
                fail(error, on: number)
            }
        case .closeConnection(let number): link.close(number)
        case .event(let event): take(event)
        }
    }

    private func record(_ command: ControlOutput) {
        ticksSinceRecord += 1
        oldestAge = [oldestAge, command.cloudPlanAge].compactMap { $0 }.max()
        guard ticksSinceRecord >= configuration.recordEvery else { return }
        ticksSinceRecord = 0
        var output = command
        output.cloudPlanAge = oldestAge
        oldestAge = nil
        report(
            .tick(clock.now(), output, late: lateness, isLinked: machine.isLinked, glimpse()))
    }
    private func take(_ event: EdgeEvent) {
        let now = clock.now()
        report(.event(now, event))
        switch event {
        case .cloudPlanTaken(_, let timing):
            if let plan = machine.cloudPlan { report(.plan(now, plan, timing)) }
        case .sessionEstablished: wasEstablished = true
        case .sessionRefused(let refuse): consider(refuse)
        case .failsafe, .releaseRefused, .fate, .localPlanTaken, .planRejected, .sessionLost,
            .frameRejected, .odometryUnsound, .ignored:
            break
        }
    }
    /// A refusal that no retry changes ends a drive that never had a session; one under way goes
    /// on by its failsafe.
    func consider(_ refuse: Refuse) {
        switch refuse.reason {
        case .wrongVersion, .wrongBundle: if !wasEstablished { refusal = refuse }
        case .full, .unknownSession, .draining, .malformed: break
        }
    }
    /// Records `record`, unless the drive is over: what the farewells do is no part of it.
    private func report(_ record: EdgeRecord) {
        if case .leaving = phase { return }
        records.post(record)
    }
}
