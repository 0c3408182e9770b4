import EdgeCore
import SansIO
import Timekeeping
import Wire
import ZeroMQ

/// Between the shell and its core: inputs in, outputs carried out.
extension EdgeShell {
    /// What a received frame is to the core; why one cannot be read is told to the record.
    func input(for result: Result<IncomingFrame, DecodeError>) -> EdgeInput {
        let frame: IncomingFrame
        switch result {
        case .success(let readable): frame = readable
        case .failure(let error):
            report(.undecodable(clock.now(), error))
            return .malformedFrame
        }
        guard case .plan(let header) = frame.envelope.message, let part = frame.payloads.first
        else { return .received(frame.envelope) }
        do throws(PayloadError) {
            let payload = try part.withBytes { (bytes) throws(PayloadError) in
                try Wire.PlanPayload(decoding: bytes, header: header)
            }
            let values = PlanValues(steps: payload.steps, beliefs: payload.beliefs)
            return .planArrived(frame.envelope, .values(values))
        } catch {
            report(.unreadablePlan(clock.now(), error))
            return .planArrived(frame.envelope, .corrupted)
        }
    }

    /// Gives the core an input and carries out what it wants: the drain rule.
    func feed(_ input: EdgeInput) {
        give(input)
        // A failure of the transport is an input, and those wait until the core is drained.
        while let number = failedConnections.popLast() {
            give(.connectionClosed(number))
        }
    }
    private func give(_ input: EdgeInput) {
        let now = clock.now()
        // Everything the core is told goes through here, so that a drive can be told to it again.
        backlog.note(input, at: now)
        machine.handle(input, at: now)
        while let output = machine.nextOutput() {
            backlog.note(output)
            carryOut(output)
        }
    }
    private func carryOut(_ output: EdgeOutput) {
        switch output {
        case .runHead(let id): wantedHead = id
        case .encode(let id, let multiplier, let reference):
            wantedEncoding = (id, multiplier, reference, machine.commitment?.values ?? [])
        case .transmit(let envelope, let payload, let connection):
            transmit(envelope, payload, on: connection)
            if let payload { arena.release(payload) }
        case .transmitCopy(let envelope, let payload, let connection):
            transmit(envelope, payload, on: connection)
        case .command(let command):
            actuator.apply(command, epoch: machine.epoch)
            backlog.note(
                command, at: clock.now(), late: lateness, isLinked: machine.isLinked,
                glimpse: glimpse)
        case .pace(let next, let period): sensor.setPace(next: next, period: period)
        case .releaseCapture(let id):
            if let capture = captures.release(id) { compute.discard(capture) }
            if wantedHead == id { wantedHead = nil }
            if wantedEncoding?.id == id { wantedEncoding = nil }
        case .releasePayload(let id): arena.release(id)
        case .openConnection(let number, let endpoint, let attempt):
            dispose(links.expect(number, endpoint))
            wish(.open(number, endpoint: endpoint, attempt: attempt))
        case .closeConnection(let number): dispose(links.drop(number))
        case .event(let event): take(event)
        }
    }
    private func transmit(_ envelope: Envelope, _ payload: PayloadID?, on connection: UInt64) {
        let part = payload.flatMap { arena.part(of: $0) }
        do throws(ZeroMQError) {
            let taken = try links.send(
                envelope, payloads: part.map { [$0] } ?? [], on: connection)
            if let taken, case .latent(let header) = envelope.message {
                let isPredicted = header.latents.leading.reference != 0
                sentFrames.add(taken, isPredicted: isPredicted)
                report(.frameSent(clock.now(), byteCount: taken))
            }
        } catch {
            fail(error, on: connection)
        }
    }
    private func take(_ event: EdgeEvent) {
        let now = clock.now()
        report(.event(now, event))
        switch event {
        case .cloudPlanTaken(_, let timing):
            if let plan = machine.cloudPlan { report(.plan(now, plan, timing)) }
        case .sessionEstablished: wasEstablished = true
        case .sessionRefused(let refuse, let endpoint): consider(refuse, by: endpoint)
        case .failsafe, .standbyNeeds, .cameraFault, .actuators, .releaseRefused, .fate,
            .localPlanTaken, .rateChosen, .planRejected,
            .sessionLost, .sessionSilent, .sessionHeard, .rehoming, .standbyEstablished,
            .frameRejected, .paceChanged,
            .odometryUnsound, .ignored:
            break
        }
    }
    /// Refusals that no retry changes, one of each coordinator, end a drive that never had a
    /// session; one under way goes on by its failsafe.
    func consider(_ refuse: Refuse, by endpoint: String) {
        switch refuse.reason {
        case .wrongVersion, .wrongBundle:
            refusing.insert(endpoint)
            guard !wasEstablished, refusing.count == configuration.machine.coordinators.count
            else { return }
            refusal = (refuse, endpoint)
        case .full, .unknownSession, .draining, .malformed, .unattainable: break
        }
    }
}

// MARK: Records

extension EdgeShell {
    /// Keeps `record` for the recorder, unless the drive is over.
    func report(_ record: EdgeRecord) { backlog.add(record) }
}

// MARK: The connection

extension EdgeShell {
    /// The opener has a socket, or could not make one.
    func take(_ opening: LinkOpener.Opening) {
        switch opening.result {
        case .success(let parcel):
            wasOpen = true
            // An opening that took too long is not wanted any more.
            if !links.adopt(parcel.socket, as: opening.number) { wish(.close(parcel)) }
        case .failure(let error):
            guard links.expects(opening.number) else { return }
            fail(error, on: opening.number)
            feedFailure()
        }
    }
    /// The transport failed on connection `number`. Before the first connection was there that ends
    /// the drive; later it is a link that is gone, which the session replaces in its own time.
    func fail(_ error: ZeroMQError, on number: UInt64) {
        links.noteFailure()
        report(.trouble(clock.now(), "connection \(number): \(error)"))
        dispose(links.drop(number))
        guard wasOpen else {
            startFailure = error
            return
        }
        if failedConnections.count < links.places.count { failedConnections.append(number) }
    }
    private func feedFailure() {
        while let number = failedConnections.popLast() { feed(.connectionClosed(number)) }
    }
    private func dispose(_ socket: Socket?) {
        if let socket { wish(.close(LinkOpener.Parcel(socket: socket))) }
    }
    /// A wish beyond the limit is dropped: a connection that never opens is tried again, and a
    /// socket that nobody holds closes itself.
    func wish(_ wish: LinkOpener.Wish) {
        if linkWishes.count < Limits.linkWishes { linkWishes.append(wish) }
    }
}
