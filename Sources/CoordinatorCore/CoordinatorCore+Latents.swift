import Batching
import SansIO
import Session
import Timekeeping
import Wire

/// Latents: taken in or turned away on arrival.
extension CoordinatorCore {
    /// Takes in a latent of a device that has a session, which has seen to it that sequences
    /// grow. Its payload is kept until it ends.
    mutating func take(
        _ header: LatentHeader, sequence: UInt64, _ payload: PayloadID, from slot: Int,
        at now: Instant
    ) {
        guard let request = request(header, sequence, payload, from: slot, at: now) else {
            return emit(.release(payload))
        }
        tally.arrivals += 1
        if let cause = obstacle(to: request) {
            emit(.release(payload))
            return conclude(request, .rejected, cause, at: now)
        }
        guard let id = requests.insert(request) else {
            preconditionFailure("there was room for one more request")
        }
        models[request.model].open += 1
        devices.peers[slot].open.append(id)
        if !isOpen(request.stream, of: slot) { openStream(request.stream, of: slot, at: now) }
        devices.peers[slot].captures[request.stream] = request.capture
        arriving = request
        schedule(
            .arrived(
                Request(
                    id: id, stream: stream(request.stream, of: slot), capture: request.capture,
                    deadline: request.deadline)), at: now)
        arriving = nil
    }
    /// The latent as a request.
    private mutating func request(
        _ header: LatentHeader, _ sequence: UInt64, _ payload: PayloadID, from slot: Int,
        at now: Instant
    ) -> OpenRequest? {
        guard devices.has(slot) else { return nil }
        let (model, session) = (devices.peers[slot].model, devices.peers[slot].session)
        let (capture, deadline) = times(of: header, from: slot, at: now)
        return OpenRequest(
            device: slot, model: model, source: session << 16 | UInt64(header.stream),
            sequence: sequence, header: header, payload: payload, arrival: now, capture: capture,
            deadline: deadline)
    }
    /// When a latent was captured and until when its plan is of use at the device, on this clock.
    ///
    /// By the device's clock as well as it is known: the deadline is the capture and the budget,
    /// but never later than what the device says remains, counted from now. What cannot be true is
    /// counted, and what remains is believed then, less half a round trip.
    private mutating func times(
        of header: LatentHeader, from slot: Int, at now: Instant
    ) -> (capture: Instant, deadline: Instant) {
        let budget = min(devices.peers[slot].budget, Limits.budget)
        let remaining = min(header.budget, budget)
        let latest = now + remaining
        let spent = budget - remaining
        let oneWay = devices.peers[slot].roundTrip / 2
        let stream = Int(header.stream)
        let previous =
            stream < Limits.streamsPerDevice ? devices.peers[slot].captures[stream] : .origin
        func ordered(_ capture: Instant) -> Instant { max(capture, previous) }
        guard let offset = devices.peers[slot].clockOffset else {
            return (ordered(now - spent - oneWay), latest - oneWay)
        }
        // The device's clock is ahead of this one by the offset.
        let capture = Instant(nanoseconds: header.captureStamp) - offset
        guard capture <= now + Limits.futureCapture, now - capture <= Limits.budget else {
            noteOddStamp(of: slot)
            return (ordered(now - spent - oneWay), latest - oneWay)
        }
        return (ordered(min(capture, now)), min(capture + budget, latest))
    }

    private mutating func noteOddStamp(of slot: Int) {
        tally.implausibleStamps += 1
        guard !devices.peers[slot].hasOddStamps else { return }
        devices.peers[slot].hasOddStamps = true
        let link = devices.peers[slot].link
        emit(.event(.stampsImplausible(link.id, name: link.name)))
    }

    /// Why a latent is not taken in; nil if it is, and held from here on.
    private mutating func obstacle(to request: OpenRequest) -> OutcomeCause? {
        guard (0..<Limits.streamsPerDevice).contains(request.stream) else { return .queueFull }
        guard hasCredit(request) else { return .noCredit }
        guard let reference = request.reference else { return .malformed }
        guard tally.heldByteCount + request.payloadByteCount <= configuration.heldByteLimit,
            requests.hasRoom
        else { return .queueFull }
        return hold(request, from: reference == 0 ? nil : reference) ? nil : .missingReference
    }
    /// Whether a device may have one more latent open. One that the newcomer is about to supersede
    /// does not count.
    private func hasCredit(_ request: OpenRequest) -> Bool {
        let count = devices.peers[request.device].open.count
        if count < configuration.deviceCredit { return true }
        return (0..<count).contains { place in
            let id = devices.peers[request.device].open[place]
            return batcher.isWaiting(id) && requests[id]?.stream == request.stream
        }
    }

    /// Counts the end of a latent and tells its device.
    mutating func conclude(
        _ request: OpenRequest, _ fate: OutcomeFate, _ cause: OutcomeCause, at now: Instant
    ) {
        let outcome = Outcome(
            captureStamp: request.header.captureStamp, latentSequence: request.sequence,
            fate: fate, cause: cause, reference: referenceStatus(of: request, cause))
        sendToDevice(request.device, .outcome(outcome), payloads: [], at: now)
        end(request, RequestFate(fate), cause, waited: now - request.arrival)
    }

    /// Counts the end of a latent: once for each that arrived.
    mutating func end(
        _ request: OpenRequest, _ fate: RequestFate, _ cause: OutcomeCause?, waited: Interval
    ) {
        tally.count(fate, cause)
        guard devices.has(request.device) else { return }
        let peer = devices.peers[request.device].link.id
        emit(
            .event(
                .ended(peer, latentSequence: request.sequence, fate, cause, waited: waited)))
    }
}

extension RequestFate {
    init(_ fate: OutcomeFate) {
        switch fate {
        case .superseded: self = .superseded
        case .expired: self = .expired
        case .rejected: self = .rejected
        case .failed: self = .failed
        }
    }
}
