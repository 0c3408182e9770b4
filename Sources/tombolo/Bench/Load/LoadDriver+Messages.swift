import Runtime
import Session
import Timekeeping
import Wire
import ZeroMQ

/// What devices send and what they make of what comes.
extension LoadDriver {
    /// A latent is due: sends it, or says why not.
    func request(_ device: Int, due tick: UInt64) throws {
        let isMeasured = clock.counts(tick)
        if isMeasured { tally.due += 1 }
        let due = LoadClock.instant(of: tick)
        let left = dialect.plan.budget - (now - due)
        let obstacle: String? =
            if !devices[device].isReady {
                "no session"
            } else if devices[device].open.count >= devices[device].credit {
                "no credit"
            } else if left <= .zero {
                "too late to send"
            } else {
                nil
            }
        if let obstacle { return note(obstacle, isMeasured, device) }
        guard let sequence = try sendLatent(device, due: due, budget: left) else {
            return note("transport full", isMeasured, device)
        }
        devices[device].open.append(
            LoadDevice.Request(sequence: sequence, due: due, isMeasured: isMeasured))
        try read(device, connection: devices[device].session?.connection ?? 1)
    }
    private func note(_ obstacle: String, _ isMeasured: Bool, _ device: Int) {
        if isMeasured { tally.unsent[obstacle, default: 0] += 1 }
        goOn(device, after: LoadLimits.closedLoopPause)
    }
    /// In a closed loop the end of a request is the next one's beginning.
    private func goOn(_ device: Int, after pause: Interval) {
        guard dialect.plan.pace == .closed, clock.beginTick != nil else { return }
        let tick = LoadClock.tick(of: now + pause)
        guard clock.isSending(tick) else { return }
        devices[device].nextDue = tick
        wheel.set(device, at: tick)
    }

    /// The sequence the latent went under; nil if the transport did not take it.
    private func sendLatent(
        _ device: Int, due: Instant, budget: Interval
    ) throws -> UInt64? {
        guard devices[device].session == nil else {
            let message = dialect.latent(due: due, budget: budget)
            guard let envelope = devices[device].session?.stamp(message, at: now) else {
                return nil
            }
            FrameEncoder.encode(
                envelope, payloadByteCount: dialect.payload.count, into: &control)
            return try send(device, [MessagePart(copying: control), payload])
                ? envelope.sequence : nil
        }
        devices[device].sequence += 1
        let sequence = devices[device].sequence
        let control = MessagePart(copying: LoadDialect.control(sequence))
        guard try send(device, [control, payload]) else { return nil }
        if dialect.signsOfLife {
            let delay = SessionConfiguration.standard.chaserDelay
            devices[device].chaser = LoadClock.tick(of: now + delay)
        }
        return sequence
    }
    func sendSignOfLife(_ device: Int) throws {
        let heartbeat = [UInt8](repeating: 0, count: LoadDialect.heartbeatByteCount)
        _ = try send(device, [MessagePart(copying: heartbeat)])
        try read(device, connection: 1)
    }
    private func send(_ device: Int, _ parts: [MessagePart]) throws -> Bool {
        guard let socket = devices[device].socket else { return false }
        guard try socket.send(parts) == .sent else { return false }
        if isMeasuring { tally.messagesSent += 1 }
        return true
    }

    /// Takes what came for a device, until there is nothing: only then does the library's
    /// descriptor speak again.
    func read(_ device: Int, connection: UInt64) throws {
        guard let socket = devices[device].socket,
            connection == devices[device].session?.connection ?? 1
        else { return }
        if !devices[device].isConnected {
            guard socket.readiness.contains(.writable) else { return }
            devices[device].isConnected = true
            if devices[device].session == nil { clock.noteReady(1) }
            devices[device].session?.handle(.connectionOpened(connection), at: now)
            try drain(device)
        }
        while devices[device].socket === socket {
            guard case .message(let parts) = try socket.receive(limits: limits) else { break }
            if isMeasuring { tally.messagesReceived += 1 }
            try take(parts, device)
        }
        schedule(device)
    }
    private func take(_ parts: [MessagePart], _ device: Int) throws {
        guard devices[device].session != nil else {
            guard parts.count == 2 else { return }
            let sequence = parts[0].withBytes { LoadDialect.sequence(in: $0) }
            return end(sequence, device) { $0.answer($1) }
        }
        let envelope: Envelope
        do throws(DecodeError) {
            envelope = try parts[0].withBytes { (bytes) throws(DecodeError) in
                try FrameDecoder.decode(bytes).envelope
            }
        } catch {
            tally.misread += 1
            return
        }
        devices[device].session?.handle(.received(envelope), at: now)
        try drain(device)
    }

    /// Does what a device's session wants.
    func drain(_ device: Int) throws {
        while let output = devices[device].session?.nextOutput() {
            switch output {
            case .openConnection(let number): try open(device, number)
            case .closeConnection: try shut(device)
            case .transmit(let envelope, _):
                FrameEncoder.encode(envelope, payloadByteCount: 0, into: &control)
                _ = try send(device, [MessagePart(copying: control)])
            case .established:
                devices[device].hasSession = true
                clock.noteReady(1)
            case .refused, .silent, .heard, .rejected: break
            case .lost: noteLost(device)
            case .deliver(let envelope): deliver(envelope, device)
            }
        }
    }
    private func noteLost(_ device: Int) {
        // A try that failed is no loss: nothing was asked for in it.
        guard devices[device].hasSession else { return }
        devices[device].hasSession = false
        clock.noteReady(-1)
        if isMeasuring { tally.sessionsLost += 1 }
        giveUp(device, "session lost")
        goOn(device, after: LoadLimits.closedLoopPause)
    }
    private func deliver(_ envelope: Envelope, _ device: Int) {
        switch envelope.message {
        case .plan(let plan):
            end(plan.latentSequence, device) { driver, request in
                driver.answer(request)
                guard request.isMeasured else { return }
                driver.tally.waitedMilliseconds += plan.queueTime.milliseconds
                driver.tally.computedMilliseconds += plan.computeTime.milliseconds
            }
        case .outcome(let outcome):
            end(outcome.latentSequence, device) { driver, request in
                if request.isMeasured { driver.tally.count(outcome.cause) }
            }
        case .hello, .welcome, .refuse, .latent, .heartbeat, .goodbye, .register, .batch,
            .batchResult, .drain, .pace, .reference, .failsafeReport, .rehome:
            break
        }
    }

    /// Ends the request that went under `sequence`.
    private func end(
        _ sequence: UInt64?, _ device: Int,
        _ count: (LoadDriver, LoadDevice.Request) -> Void
    ) {
        guard let sequence,
            let place = devices[device].open.firstIndex(where: { $0.sequence == sequence })
        else {
            tally.misread += 1
            return
        }
        let request = devices[device].open.remove(at: place)
        count(self, request)
        goOn(device, after: .zero)
    }
    private func answer(_ request: LoadDevice.Request) {
        clock.noteAnswer()
        guard request.isMeasured else { return }
        let latency = now - request.due
        if latency <= dialect.plan.budget { tally.inTime += 1 } else { tally.late += 1 }
        latencies.add(latency)
    }
    /// Ends all that a device waits for without an answer.
    func giveUp(_ device: Int, _ cause: String) {
        for request in devices[device].open where request.isMeasured {
            tally.lost[cause, default: 0] += 1
        }
        devices[device].open.removeAll(keepingCapacity: true)
    }
}
