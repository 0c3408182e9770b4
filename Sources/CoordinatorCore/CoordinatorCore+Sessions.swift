import Batching
import SansIO
import Session
import Timekeeping
import Wire

/// Sessions: what both sides' peers do alike.
extension CoordinatorCore {
    /// Bytes that are no frame: counted, and the end of a session that sends many.
    mutating func takeUndecodable(
        _ peer: PeerID, _ side: PeerSide, _ error: DecodeError, at now: Instant
    ) {
        switch error {
        case .unknownKind:
            // A newer minor version says something this one need not know.
            tally.unknownKinds += 1
            if slot(of: peer, side) == nil { emit(.forget(peer)) }
        case .unsupportedVersion(_, _, let epoch) where slot(of: peer, side) == nil:
            tally.undecodableFrames += 1
            emit(.event(.violated(peer, side, .undecodable(error))))
            refuseStranger(peer, side, .wrongVersion, epoch: epoch, at: now)
        case .truncated, .wrongMagic, .unknownFlags, .outOfRange, .wrongLength, .wrongChecksum,
            .reservedNotZero, .unknownValue, .unsupportedVersion, .illegalName, .illegalEndpoint,
            .trailingBytes, .payloadMismatch:
            tally.undecodableFrames += 1
            violate(peer, side, .undecodable(error), at: now)
        }
    }

    func slot(of peer: PeerID, _ side: PeerSide) -> Int? {
        switch side {
        case .device: devices.slot(of: peer)
        case .worker: workers.slot(of: peer)
        }
    }

    /// A peer broke the protocol. A stranger is told so; a session survives a damaged frame, since
    /// the refusal would end it, but not many.
    mutating func violate(
        _ peer: PeerID, _ side: PeerSide, _ violation: ProtocolViolation, at now: Instant
    ) {
        if let slot = devices.slot(of: peer) { return violateAsDevice(slot, violation, at: now) }
        if let slot = workers.slot(of: peer) { return violateAsWorker(slot, violation, at: now) }
        emit(.event(.violated(peer, side, violation)))
        refuseStranger(peer, side, .malformed, epoch: 0, at: now)
    }
    mutating func violateAsDevice(
        _ slot: Int, _ violation: ProtocolViolation, at now: Instant
    ) {
        guard let peer = devices[slot]?.link.id else { return }
        emit(.event(.violated(peer, .device, violation)))
        devices[slot]?.link.violations += 1
        guard let link = devices[slot]?.link, link.violations >= Limits.violationsPerSession else {
            return
        }
        refuse(peer, .device, .malformed, epoch: link.session.epoch, at: now)
        stopDevice(slot, .protocolError, .protocolError, at: now)
    }
    mutating func violateAsWorker(
        _ slot: Int, _ violation: ProtocolViolation, at now: Instant
    ) {
        guard let peer = workers[slot]?.link.id else { return }
        emit(.event(.violated(peer, .worker, violation)))
        workers[slot]?.link.violations += 1
        guard let link = workers[slot]?.link, link.violations >= Limits.violationsPerSession else {
            return
        }
        refuse(peer, .worker, .malformed, epoch: link.session.epoch, at: now)
        stopWorker(slot, .protocolError, .protocolError, at: now)
    }

    /// Says no outside of any session, as often as the allowance lets.
    mutating func refuse(
        _ peer: PeerID, _ side: PeerSide, _ reason: RefuseReason, epoch: UInt64, at now: Instant
    ) {
        refuse(peer, side, refusal(reason, after: .zero), epoch: epoch, at: now)
    }
    private mutating func refuse(
        _ peer: PeerID, _ side: PeerSide, _ refusal: Refuse, epoch: UInt64, at now: Instant
    ) {
        guard refusals.spend(at: now) else {
            tally.refusalsWithheld += 1
            return
        }
        tally.refusals += 1
        let envelope = Envelope(epoch: epoch, sequence: 0, message: .refuse(refusal))
        emit(.send(peer, envelope, payloads: []))
        emit(.event(.refused(peer, side, refusal.reason)))
    }
    /// Says no to a peer without a session and forgets it.
    mutating func refuseStranger(
        _ peer: PeerID, _ side: PeerSide, _ reason: RefuseReason, epoch: UInt64, at now: Instant
    ) {
        refuseStranger(peer, side, refusal(reason, after: .zero), epoch: epoch, at: now)
    }
    mutating func refuseStranger(
        _ peer: PeerID, _ side: PeerSide, _ refusal: Refuse, epoch: UInt64, at now: Instant
    ) {
        refuse(peer, side, refusal, epoch: epoch, at: now)
        emit(.forget(peer))
    }
    /// A peer without a session speaks as if it had one: after a restart of this side, say.
    mutating func turnAwayStranger(
        _ peer: PeerID, _ side: PeerSide, _ envelope: Envelope, at now: Instant
    ) {
        tally.sessionlessMessages += 1
        if case .goodbye = envelope.message { return emit(.forget(peer)) }
        refuseStranger(peer, side, .unknownSession, epoch: envelope.epoch, at: now)
    }
    /// A refusal that asks to wait for as long as is usual for its reason, and no less than `wait`.
    func refusal(_ reason: RefuseReason, after least: Interval) -> Refuse {
        let wait: Interval =
            switch reason {
            // A hello at once is what is wanted.
            case .unknownSession: .zero
            case .wrongVersion, .wrongBundle, .full, .draining, .malformed, .unattainable:
                configuration.retryAfter
            }
        return Refuse(
            reason: reason, retryAfter: max(wait, least), acceptedMajor: ProtocolVersion.major,
            acceptedMinor: ProtocolVersion.minor, acceptedBundle: servedBundle)
    }

    /// The transport lost a peer; of one that has no session nothing is known here.
    mutating func closePeer(_ peer: PeerID, at now: Instant) {
        if let slot = devices.slot(of: peer) {
            devices[slot]?.link.session.handle(.closed, at: now)
            _ = drainDevice(slot, [], at: now)
        } else if let slot = workers.slot(of: peer) {
            workers[slot]?.link.session.handle(.closed, at: now)
            _ = drainWorker(slot, [], at: now)
        }
    }

    /// Sends everybody away once the last latent ended.
    mutating func dismissEverybody(at now: Instant) {
        for slot in devices.indices { stopDevice(slot, .drained, .finished, at: now) }
        for slot in workers.indices { stopWorker(slot, .drained, .finished, at: now) }
    }

    /// The terms of a session with `credit` latents or batches in flight.
    func welcome(credit: Int) -> Welcome {
        Welcome(
            heartbeatPeriod: configuration.session.heartbeatPeriod,
            silenceLimit: configuration.session.silenceLimit, credit: UInt16(clamping: credit))
    }
}
