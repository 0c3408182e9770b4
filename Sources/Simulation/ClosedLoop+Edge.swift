import EdgeCore
import Failsafe
import LatentCodec
import Motion
import NetworkModel
import Randomness
import SansIO
import Timekeeping
import Wire
import Worlds

/// The device's process and the world around it.
extension ClosedLoop {
    mutating func feed(_ input: EdgeInput) throws(InvariantViolation) {
        commands.removeAll(keepingCapacity: true)
        edge.handle(input, at: local(.edge))
        while let output = edge.nextOutput() { try carryOut(output) }
        var expected = 0
        if case .tick = input { expected = 1 }
        guard commands.count == expected else {
            throw violation(.oneCommandPerTick(found: commands.count))
        }
        noteWake(.edge, at: edge.wakeup)
    }

    private mutating func carryOut(_ output: EdgeOutput) throws(InvariantViolation) {
        switch output {
        case .runHead(let id):
            noteHead(at: id)
            var time = stretched(configuration.headTime, 0.25)
            if isFaulty(.slow(.head)) { time = time * Limits.slowness }
            events.schedule(.headFinished(id), at: now + time)
        case .encode(let id, let multiplier, let reference):
            var time = configuration.encodeTime
            if isFaulty(.slow(.encoder)) { time = time * Limits.slowness }
            events.schedule(
                .encoded(id, multiplier: multiplier, reference: reference), at: now + time)
        case .transmit(let envelope, let payload, let connection):
            try transmit(envelope, payload, connection)
            if let payload { try release(payload, at: .edge) }
        case .transmitCopy(let envelope, let payload, let connection):
            try transmit(envelope, payload, connection)
        case .command(let command): try take(command)
        case .releaseCapture(let id):
            try releaseCapture(id)
        case .pace(let next, let period): setPace(next: next, period: period)
        case .releasePayload(let payload): try release(payload, at: .edge)
        case .openConnection(let number, let endpoint, let attempt):
            // The one coordinator of a drive is the first of those its device knows.
            let isThere = endpoint == configuration.edge.coordinators.first
            open(.device, number, attempt: attempt, isAnybodyThere: isThere)
        case .closeConnection(let number): close(.device, number)
        case .event(let event): try note(event)
        }
    }

    private mutating func noteHead(at id: CaptureID) {
        for place in captures.indices where captures[place].id == id {
            captures[place].isAtHead = true
        }
    }
    private mutating func releaseCapture(_ id: CaptureID) throws(InvariantViolation) {
        guard let place = captures.firstIndex(where: { $0.id == id }) else {
            throw violation(.captureHeld(id))
        }
        if captures.remove(at: place).isAtHead {
            guard isLooking else { throw violation(.captureHeld(id)) }
            refusedAtHead.append(id)
        }
    }
    private mutating func transmit(
        _ envelope: Envelope, _ payload: PayloadID?, _ connection: UInt64
    ) throws(InvariantViolation) {
        let parts = try payload.map { payload throws(InvariantViolation) in
            [try bytes(of: payload, at: .edge)]
        }
        _ = send(.device, connection, try frame(envelope, parts ?? []))
    }
    private mutating func note(_ event: EdgeEvent) throws(InvariantViolation) {
        switch event {
        case .failsafe(let transition):
            outcome.digest.fold(transition.to.severity)
            guard outcome.transitions.count < Limits.transitions else { return }
            outcome.transitions.append(
                DriveTransition(elapsed: now - .origin, transition: transition))
        case .fate(let id, _):
            fateEvents += 1
            outcome.digest.fold(id.value)
        case .cloudPlanTaken(let id, let timing):
            arrivalAges.append(timing.age)
            notePlan()
            outcome.digest.fold(id.value)
            if let plan = edge.cloudPlan, let rule = planWatch.take(plan) {
                throw violation(.planFollowed(rule))
            }
        case .sessionEstablished(let epoch, _):
            planWatch.noteSession(epoch)
            outcome.sessions += 1
        case .planRejected: outcome.plansRejected += 1
        case .frameRejected: outcome.framesRejected += 1
        case .standbyNeeds, .cameraFault, .actuators, .releaseRefused, .localPlanTaken,
            .rateChosen, .sessionLost, .sessionSilent,
            .sessionHeard, .rehoming, .standbyEstablished, .sessionRefused, .paceChanged,
            .odometryUnsound, .ignored:
            break
        }
    }

    /// Notes which cuts this is the first plan after.
    private mutating func notePlan() {
        for (index, cut) in cuts.enumerated()
        where outcome.recoveries[index] == nil && now - .origin >= cut.until {
            outcome.recoveries[index] = now - .origin - cut.until
        }
    }
    private mutating func take(_ output: ControlOutput) throws(InvariantViolation) {
        try check(output)
        commands.append(output)
        outcome.ticks[output.driver] += 1
        if outcome.turns.last?.driver != output.driver, outcome.turns.count < Limits.transitions {
            outcome.turns.append(DriverTurn(elapsed: now - .origin, driver: output.driver))
        }
        switch output.driver {
        case .cloudPlan, .heldPlan: if let age = output.plan?.age { noteDriven(age) }
        case .localPolicy, .stopping, .standstill, .nobody: break
        }
        guard let command = output.command.drive else { return }
        outcome.digest.fold(command.steeringAngle)
        outcome.digest.fold(command.acceleration)
    }
}

// MARK: World and sensors

extension ClosedLoop {
    mutating func tick() throws(InvariantViolation) {
        events.schedule(.tick, at: now + World.stepInterval)
        if now - .origin == configuration.scoredFrom { beginScore() }
        if isPaused(.edge) { outcome.ticksMissed += 1 } else { try makeTick() }
        let (command, isBraking) = actuators.command(
            at: now, steeringAngle: world.lastCommand.steeringAngle)
        if isBraking { outcome.stepsBraked += 1 }
        world.step(isFaulty(.actuatorsStuck) ? world.lastCommand : command)
        if world.isOffRoad { outcome.firstOffRoad = outcome.firstOffRoad ?? world.elapsed }
        guard configuration.endsWhenLost else { return }
        outcome.isLost = world.score.collisions > 0 || world.overhang > Limits.lostOverhang
    }
    /// The device's control tick.
    mutating func makeTick() throws(InvariantViolation) {
        var odometry = Odometry(
            speed: world.ego.speed, yawRate: world.ego.yawRate(world.limits))
        if isFaulty(.odometryUnsound) { odometry.speed = .nan }
        try feed(.tick(odometry))
        if let command = commands.first?.command.drive { actuators.take(command, at: now) }
    }
    /// The camera takes its pictures when told to; `next` is an instant of the device's clock.
    mutating func setPace(next: Instant, period: Interval) {
        let first = time(of: next, .edge)
        cameraPeriod = period
        cameraDue = max(first, now)
        cameraDelay = min(cameraDue - first, period)
        events.schedule(.capture, at: cameraDue)
    }
    mutating func captureIfDue() throws(InvariantViolation) {
        // A pace that came meanwhile put another instant in this one's place.
        guard now == cameraDue else { return }
        cameraDue = now + (cameraPeriod - cameraDelay)
        cameraDelay = .zero
        events.schedule(.capture, at: cameraDue)
        expose()
        if !isPaused(.edge) { try takeExposures() }
    }
    private mutating func expose() {
        guard !isFaulty(.cameraStalled) else { return }
        let isRepeating = isFaulty(.cameraRepeating)
        var exposure =
            (isRepeating ? latestExposure : nil)
            ?? Exposure(
                scene: SceneCapture(image: [], state: world.stateVector, world: world),
                picture: (latestExposure?.picture ?? 0) &+ 1, at: now)
        exposure.at = now
        latestExposure = exposure
        // As a camera's driver does: it keeps what it has, and what comes then is lost.
        guard exposures.count < Limits.cameraBuffers else { return }
        exposures.append(exposure)
    }
    /// The device takes what its camera has.
    mutating func takeExposures() throws(InvariantViolation) {
        let waiting = exposures
        exposures.removeAll(keepingCapacity: true)
        for exposure in waiting {
            let id = CaptureID(nextCapture)
            nextCapture += 1
            captures.append(HeldCapture(id: id, scene: exposure.scene, latent: nil))
            planWatch.noteCapture(exposed: exposure.at)
            let stamp = clocks[Station.edge.rawValue].reading(at: exposure.at.nanoseconds)
            try feed(.captured(id, at: stamp + jump(of: id)))
            isLooking = true
            try feed(.pictured(id, checksum: exposure.picture))
            isLooking = false
        }
    }
    /// By how much the camera's stamp is wrong.
    private func jump(of id: CaptureID) -> Interval {
        for kind in active {
            if case .cameraJumping(let jump) = kind, id.value.isMultiple(of: 2) { return jump }
        }
        return .zero
    }
}

// MARK: Computing on the device

extension ClosedLoop {
    mutating func finishHead(_ id: CaptureID) throws(InvariantViolation) {
        // One whose picture was refused meanwhile is not held any more.
        guard let place = captures.firstIndex(where: { $0.id == id }) else {
            guard let refused = refusedAtHead.firstIndex(of: id) else {
                throw violation(.captureHeld(id))
            }
            refusedAtHead.remove(at: refused)
            return
        }
        // Drawn only now: a capture that a newer one replaced needs no picture.
        camera?.render(captures[place].scene.world, into: &captures[place].scene.image)
        captures[place].isAtHead = false
        guard !isFaulty(.failing(.head)), let answer = compute.head(captures[place].scene) else {
            return try feed(.headFailed(id))
        }
        captures[place].latent = answer.latent
        let isPlanned = !isFaulty(.failing(.localPolicy))
        try feed(.headFinished(id, localPlan: isPlanned ? answer.localPlan : nil))
    }
    mutating func encode(
        _ id: CaptureID, multiplier: UInt16, reference: CaptureID?
    ) throws(InvariantViolation) {
        guard let capture = captures.first(where: { $0.id == id }), let latent = capture.latent
        else { throw violation(.captureHeld(id)) }
        guard !isFaulty(.failing(.encoder)) else { return try feed(.encodeFailed(id)) }
        var bytes = StatePayload.encode(capture.scene.state)
        let stateByteCount = bytes.count
        var isPredicted = false
        do throws(LatentCodecError) {
            isPredicted = try encoder.encode(
                latent.span, capture: id.value, reference: reference?.value,
                multiplier: multiplier, appendingTo: &bytes)
        } catch {
            return try feed(.encodeFailed(id))
        }
        outcome.latents += 1
        if isPredicted { outcome.predictedLatents += 1 }
        outcome.latentBytes += UInt64(bytes.count)
        outcome.largestLatent = max(outcome.largestLatent, bytes.count)
        let description = EncodedLatent(
            codec: LatentEncoder.codec, multiplier: multiplier,
            reference: isPredicted ? reference : nil,
            elementCount: UInt32(encoder.elementCount),
            latentByteCount: UInt32(bytes.count - stateByteCount),
            stateByteCount: UInt16(stateByteCount), payloadChecksum: CRC32C.checksum(bytes))
        let payload = stores[Station.edge.rawValue].store(bytes)
        try feed(.encoded(id, description, payload: payload))
    }
    /// `time` and up to `spread` of it more, drawn.
    mutating func stretched(_ time: Interval, _ spread: Double) -> Interval {
        let extra = timing.unit() * spread * Double(time.nanoseconds)
        return time + .nanoseconds(Int64(extra))
    }
}
