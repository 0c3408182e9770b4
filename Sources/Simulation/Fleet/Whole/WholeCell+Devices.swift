import EdgeCore
import LatentCodec
import NetworkModel
import Randomness
import SansIO
import Timekeeping
import Wire

/// The devices' processes and their cameras.
extension WholeCell {
    /// A device is switched on: a new process, as if nothing had been before.
    mutating func beginDevice(_ index: Int) throws(CellViolation) {
        guard devices[index].isConnected, !machines[index].isOn else { return }
        machines[index].runs += 1
        machines[index].isOn = true
        links[index].begin()
        machines[index].edge = EdgeMachine(
            configuration: machines[index].configuration,
            random: seed.stream("whole.device", UInt64(index) << 16 | machines[index].runs))
        machines[index].captures = 0
        machines[index].newest = nil
        machines[index].asked = nil
        let own = machines[index].configuration.capturePeriod
        machines[index].period = own
        // The camera goes on with the moments it began with.
        var first = devices[index].nextCapture
        if first < now {
            first += (now - first) / devices[index].ownPeriod * devices[index].ownPeriod
        }
        if first < now { first += devices[index].ownPeriod }
        setCamera(index, next: machines[index].clock.reading(at: first), period: own)
        try feed(index, EdgeInput.start)
    }
    /// It is switched off, with a goodbye.
    mutating func endDevice(_ index: Int) throws(CellViolation) {
        guard machines[index].isOn else { return }
        try feed(index, EdgeInput.shutdown)
        try checkDevice(index)
        machines[index].isOn = false
        machines[index].ended.add(machines[index].edge.fates)
        devices[index].epoch += 1
        links[index].end()
    }

    mutating func feed(_ index: Int, _ input: EdgeInput) throws(CellViolation) {
        var next: EdgeInput? = input
        let reading = machines[index].clock.reading(at: now)
        while let input = next {
            next = nil
            machines[index].edge.handle(input, at: reading)
            while let output = machines[index].edge.nextOutput() {
                // Head and encoder take no time here: what they take is part of the uplink's.
                if let answer = try carryOut(index, output) { next = answer }
            }
        }
        if let wakeup = machines[index].edge.wakeup {
            noteWake(index, at: machines[index].clock.time(of: wakeup))
        }
    }
    /// Does what a device wants; returns what comes of it at once.
    private mutating func carryOut(
        _ index: Int, _ output: EdgeOutput
    ) throws(CellViolation) -> EdgeInput? {
        switch output {
        case .runHead(let id): return .headFinished(id, localPlan: nil)
        case .encode(let id, let multiplier, let reference):
            let rates = machines[index].configuration.rate.rates
            let latent = EncodedLatent(id, multiplier, reference, rates)
            return .encoded(id, latent, payload: PayloadID(id.value))
        case .transmit(let envelope, let payload, let connection):
            try transmit(index, envelope, payload, connection)
        case .transmitCopy(let envelope, let payload, let connection):
            try transmit(index, envelope, payload, connection)
        case .pace(let next, let period):
            if fault != .pacesUnheeded { setCamera(index, next: next, period: period) }
        case .openConnection(let number, _, _): open(index, number)
        case .closeConnection(let number): close(index, number)
        case .event(let event): try note(index, event)
        case .command, .releaseCapture, .releasePayload: break
        }
        return nil
    }
    private mutating func transmit(
        _ index: Int, _ envelope: Envelope, _ payload: PayloadID?, _ connection: UInt64
    ) throws(CellViolation) {
        accounts.messagesUp += 1
        accounts.payloadBytesUp += UInt64(envelope.message.payloadByteCount)
        var tags: [PayloadTag] = []
        if let payload {
            let capture = machines[index].open.first { $0.id.value == payload.value }
            guard let capture else { throw violation(.payloadsHeld, index) }
            tags = [PayloadTag(device: UInt32(index), capture: capture.time)]
            accounts.latentsSent += 1
        }
        guard links[index].isOpen(connection) else { return }
        try send(
            .toCoordinator, index,
            CellFrame(
                connection: links[index].name(of: connection), envelope: envelope,
                payloads: tags))
    }

    /// A message is at a device.
    mutating func receive(
        _ index: Int, _ envelope: Envelope, _ tag: PayloadTag?
    ) throws(CellViolation) {
        switch envelope.message {
        case .plan(let header):
            accounts.plansArrived += 1
            guard let tag, tag.device == UInt32(index),
                header.captureStamp
                    == machines[index].clock.reading(at: tag.capture).nanoseconds
            else { throw violation(.ownPlan, index) }
            try feed(index, .planArrived(envelope, .values(FleetLimits.plan)))
        case .pace(let pace):
            let paces = machines[index].edge.counts.paces
            let wasAsked = machines[index].asked?.pace
            try feed(index, .received(envelope))
            guard machines[index].edge.counts.paces > paces else { return }
            let isSame =
                wasAsked?.origin == pace.origin && wasAsked?.capturePeriod == pace.capturePeriod
            if !isSame { machines[index].asked = CellDevice.Asked(pace: pace) }
        case .welcome, .refuse, .outcome, .heartbeat, .goodbye, .reference, .drain, .rehome,
            .hello, .latent, .register, .batch, .batchResult, .failsafeReport:
            try feed(index, .received(envelope))
        }
    }

    private mutating func note(_ index: Int, _ event: EdgeEvent) throws(CellViolation) {
        switch event {
        case .fate(let id, let fate): try end(index, id, fate)
        case .cloudPlanTaken(let id, _):
            if let newest = machines[index].newest, id <= newest {
                throw violation(.newestPlan, index)
            }
            machines[index].newest = id
            // Its fate follows, so the capture is still open.
            let capture = machines[index].open.first { $0.id == id }
            guard let capture else { throw violation(.oneFatePerCapture, index) }
            book.follow(&devices[index], capture.time, from: now)
        case .sessionEstablished: accounts.sessions += 1
        case .sessionLost(_, let wasInUse):
            guard wasInUse else { break }
            accounts.sessionsLost += 1
            machines[index].asked = nil
        case .sessionRefused: accounts.refusals += 1
        case .failsafe, .standbyNeeds, .cameraFault, .actuators, .releaseRefused, .localPlanTaken,
            .rateChosen, .planRejected,
            .sessionSilent, .sessionHeard, .rehoming, .standbyEstablished, .frameRejected,
            .paceChanged,
            .odometryUnsound, .ignored:
            break
        }
    }
    /// A capture ended.
    private mutating func end(
        _ index: Int, _ id: CaptureID, _ fate: Fate
    ) throws(CellViolation) {
        if fault == .fatesForgotten, id.value % 64 == 63 { return }
        guard let place = machines[index].open.firstIndex(where: { $0.id == id }) else {
            throw violation(.oneFatePerCapture, index)
        }
        let capture = machines[index].open.remove(at: place).time
        let group = Int(devices[index].group)
        book.result.digest.fold(now ^ UInt64(index) << 40 ^ id.value << 20)
        if book.isCounted(capture) { book.tallies[group].count(fate) }
        switch fate {
        case .answered:
            let age = Interval.nanoseconds(Int64(now - capture))
            guard age <= scenario.groups[group].deadline + FleetLimits.clockTolerance else {
                throw violation(.deadlineKept, index)
            }
            book.answer(&devices[index], capture, isOnTime: true)
        case .answeredLate: book.answer(&devices[index], capture, isOnTime: false)
        case .superseded, .skipped, .rejected, .expired, .lost:
            if book.isCounted(capture) { devices[index].miss() }
        }
    }
}

// MARK: Cameras

extension WholeCell {
    /// The camera takes its next picture at `next` of the device's clock, or at once if that is
    /// past, and one each `period` after `next`.
    private mutating func setCamera(_ index: Int, next: Instant, period: Interval) {
        let own = machines[index].configuration.capturePeriod
        machines[index].next = next
        machines[index].period = period
        devices[index].period =
            period == own
            ? devices[index].ownPeriod
            : UInt64(period.nanoseconds) * devices[index].ownPeriod / UInt64(own.nanoseconds)
        devices[index].epoch += 1
        scheduleCapture(index)
    }
    private mutating func scheduleCapture(_ index: Int) {
        let due = max(machines[index].clock.time(of: machines[index].next), now)
        devices[index].nextCapture = due
        guard due < book.countedUntil else { return }
        calendar.schedule(
            CellSubject.capture.code(index), stamp: devices[index].epoch, at: due)
    }
    mutating func capture(_ index: Int, epoch: UInt64) throws(CellViolation) {
        // Another plan of the camera's took this one's place.
        guard epoch == devices[index].epoch, machines[index].isOn else { return }
        machines[index].next = machines[index].next + machines[index].period
        scheduleCapture(index)
        let reading = machines[index].clock.reading(at: now)
        try checkPace(index, reading)
        book.offer(&devices[index], now)
        if book.isCounted(now) {
            let bits = hash.bits(UInt64(index), now)
            let group = Int(devices[index].group)
            book.bounds[group].add(
                scenario.groups[group].uplink.delay(UInt32(bits >> 32)),
                scenario.groups[group].downlink.delay(UInt32(truncatingIfNeeded: bits)))
        }
        let id = CaptureID(machines[index].captures)
        machines[index].captures += 1
        machines[index].open.append(CellDevice.Capture(id: id, time: now))
        try feed(index, .captured(id, at: reading))
    }
}

extension EncodedLatent {
    /// What an encoder makes of a capture by what the bundle says of its latents' sizes.
    fileprivate init(
        _ id: CaptureID, _ multiplier: UInt16, _ reference: CaptureID?, _ rates: [LatentRate]
    ) {
        let rate = rates.first { $0.multiplier == multiplier } ?? rates[0]
        let size = reference == nil ? rate.keyframeByteCount : rate.predictedByteCount
        self.init(
            codec: LatentEncoder.codec, multiplier: multiplier, reference: reference,
            elementCount: FleetLimits.latentElements, latentByteCount: UInt32(size),
            stateByteCount: FleetLimits.stateByteCount,
            payloadChecksum: UInt32(truncatingIfNeeded: id.value))
    }
}
