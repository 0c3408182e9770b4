import Batching
import SansIO
import Session
import Timekeeping
import Wire

/// The devices' side: sessions and what they carry.
extension CoordinatorCore {
    mutating func takeDeviceFrame(
        _ peer: PeerID, _ envelope: Envelope, _ payloads: [PayloadID], at now: Instant
    ) {
        var isKept = false
        defer { if !isKept { release(payloads) } }
        guard payloads.count == envelope.message.payloadPartCount else {
            return violate(peer, .device, .wrongPayloads, at: now)
        }
        switch envelope.message {
        case .hello:
            guard let slot = devices.slot(of: peer) ?? admitDevice(peer, envelope, at: now) else {
                return
            }
            devices.peers[slot].link.session.handle(.received(envelope), at: now)
            _ = drainDevice(slot, [], at: now)
        case .latent, .heartbeat, .goodbye, .failsafeReport:
            guard let slot = devices.slot(of: peer) else {
                return turnAwayStranger(peer, .device, envelope, at: now)
            }
            devices.peers[slot].link.session.handle(.received(envelope), at: now)
            isKept = drainDevice(slot, payloads, at: now)
            if case .heartbeat = envelope.message { measureLink(of: slot, at: now) }
        case .welcome, .refuse, .plan, .outcome, .register, .batch, .batchResult, .drain, .pace,
            .reference, .rehome:
            tally.unexpectedMessages += 1
            violate(peer, .device, .unexpected(envelope.message.kind), at: now)
        }
    }

    /// A place for a device that says hello for the first time; it is judged by what it says next.
    private mutating func admitDevice(
        _ peer: PeerID, _ envelope: Envelope, at now: Instant
    ) -> Int? {
        guard let slot = devices.nextSlot else {
            let reason: RefuseReason = isDraining ? .draining : .full
            refuseStranger(peer, .device, reason, epoch: envelope.epoch, at: now)
            return nil
        }
        let link = PeerLink(id: peer, name: "", configuration: configuration.session)
        devices.insert(newcomer(link), peer)
        return slot
    }

    /// A device of which no more is known than its connection.
    private func newcomer(_ link: PeerLink) -> Device {
        Device(link: link, model: 0, budget: .zero, requestClass: configuration.requestClass)
    }

    /// Does what a device's session wants. Returns whether `payloads` went to a latent.
    mutating func drainDevice(_ slot: Int, _ payloads: [PayloadID], at now: Instant) -> Bool {
        var isKept = false
        let peer = devices.peers[slot].link.id
        while let output = devices.peers[slot].link.session.nextOutput() {
            switch output {
            case .transmit(let envelope): emit(.send(peer, envelope, payloads: []))
            case .greeted(let epoch, let greeting): judgeDevice(slot, greeting, epoch, at: now)
            case .established:
                emit(.event(.deviceOpened(peer, name: devices.peers[slot].link.name)))
            case .lost(_, let loss): closeDevice(slot, loss, at: now)
            case .deliver(let envelope):
                if case .latent(let header) = envelope.message, let payload = payloads.first {
                    isKept = true
                    take(header, sequence: envelope.sequence, payload, from: slot, at: now)
                } else if case .failsafeReport(let report) = envelope.message {
                    take(report, from: slot, at: now)
                }
            case .rejected(.staleEpoch), .rejected(.staleSequence): tally.sessionlessMessages += 1
            case .rejected(.unexpected), .rejected(.unheeded), .rejected(.malformed),
                .rejected(.strangeHome):
                tally.unexpectedMessages += 1
            }
        }
        noteDeviceTimer(slot)
        return isKept
    }

    /// Nothing is decided by a report: it is kept, counted and told.
    private mutating func take(_ report: FailsafeReport, from slot: Int, at now: Instant) {
        tally.failsafeReports += 1
        let link = devices.peers[slot].link
        switch devices.peers[slot].safety.take(report, at: now) {
        case .old: break
        case .told: emit(.event(.deviceReported(link.id, name: link.name, report)))
        case .withheld: tally.failsafeReportsWithheld += 1
        }
    }

    private mutating func judgeDevice(
        _ slot: Int, _ greeting: Message, _ epoch: UInt64, at now: Instant
    ) {
        guard case .hello(let hello) = greeting else { return }
        let peer = devices.peers[slot].link.id
        guard !isDraining, let model = models.firstIndex(where: { $0.bundle == hello.bundle })
        else {
            // Before the first worker came, nobody knows which bundle will be served.
            let reason: RefuseReason =
                isDraining ? .draining : models.isEmpty ? .full : .wrongBundle
            devices.remove(peer)
            return refuseStranger(peer, .device, reason, epoch: epoch, at: now)
        }
        if let offer = objection(to: hello, of: model, at: now) {
            tally.unadmitted += 1
            devices.remove(peer)
            return refuseStranger(peer, .device, offer, epoch: epoch, at: now)
        }
        models[model].devices += 1
        devices.peers[slot].link.name = hello.name
        devices.peers[slot].model = model
        devices.peers[slot].budget = hello.budget
        devices.peers[slot].period = hello.capturePeriod
        let tenant = tenant(of: hello.name)
        devices.peers[slot].tenant = tenant
        devices.peers[slot].requestClass =
            hello.requestClass.map(RequestClass.init) ?? configuration.requestClass
        deviceSessions += 1
        devices.peers[slot].session = deviceSessions
        // Its demand counts from here on.
        openStream(0, of: slot, at: now)
        let terms = welcome(credit: configuration.deviceCredit)
        devices.peers[slot].link.session.handle(.accept(terms), at: now)
    }

    /// Ends what a session held. A place whose session is replaced stays for the next.
    private mutating func closeDevice(_ slot: Int, _ loss: SessionLoss, at now: Instant) {
        guard let device = devices[slot] else { return }
        let reason = device.link.closureReason(loss)
        for index in 0..<Limits.streamsPerDevice where isOpen(index, of: slot) {
            schedule(.streamClosed(stream(index, of: slot)), at: now)
        }
        forgetReferences(of: slot)
        if handover != nil, reason == .goodbye(.replaced) { tally.rehomed += 1 }
        if device.session > 0 { models[device.model].devices -= 1 }
        emit(.event(.deviceClosed(device.link.id, name: device.link.name, reason)))
        if reason == .replaced {
            var link = devices.peers[slot].link
            link.violations = 0
            devices[slot] = newcomer(link)
        } else {
            devices.remove(device.link.id)
            emit(.forget(device.link.id))
        }
    }
    mutating func stopDevice(
        _ slot: Int, _ reason: ClosureReason, _ goodbye: GoodbyeReason, at now: Instant
    ) {
        guard devices[slot] != nil else { return }
        devices.peers[slot].link.stopping = reason
        devices.peers[slot].link.session.handle(.stop(goodbye), at: now)
        _ = drainDevice(slot, [], at: now)
    }
    mutating func lookAtDevice(_ slot: Int, at now: Instant) {
        devices.peers[slot].link.session.handle(.wake, at: now)
        _ = drainDevice(slot, [], at: now)
    }

    /// Sends a message of a device's session and returns its frame; without one there is nobody to
    /// send it to.
    @discardableResult
    mutating func sendToDevice(
        _ slot: Int, _ message: Message, payloads: [PayloadID], at now: Instant
    ) -> Envelope? {
        guard let envelope = devices.peers[slot].link.session.stamp(message, at: now) else {
            return nil
        }
        emit(.send(devices.peers[slot].link.id, envelope, payloads: payloads))
        noteDeviceTimer(slot)
        return envelope
    }
}

extension RequestClass {
    init(_ deviceClass: DeviceClass) {
        switch deviceClass {
        case .urgent: self = .urgent
        case .ordinary: self = .ordinary
        case .background: self = .background
        }
    }
}
