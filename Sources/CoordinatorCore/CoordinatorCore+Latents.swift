import Batching
import SansIO
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
        guard let (pool, request) = request(header, sequence, payload, from: slot, at: now),
            let requestClass = devices[slot]?.requestClass
        else { return emit(.release(payload)) }
        tally.arrivals += 1
        if let cause = obstacle(to: request, of: pool) {
            emit(.release(payload))
            return conclude(request, .rejected, cause, at: now)
        }
        guard let id = pools[pool].requests.insert(request) else {
            preconditionFailure("there was room for one more request")
        }
        devices[slot]?.open.append(id)
        let place = StreamSlot(slot * Limits.streamsPerDevice + request.stream)
        let arrival = Request(
            id: id, stream: place, deadline: request.deadline, requestClass: requestClass)
        pools[pool].batcher.handle(.arrived(arrival), at: now)
        settle(pool, at: now)
    }
    /// The latent as a request, and its pool; no copy of the device outlives this, or changing it
    /// would copy what it holds.
    private func request(
        _ header: LatentHeader, _ sequence: UInt64, _ payload: PayloadID, from slot: Int,
        at now: Instant
    ) -> (pool: Int, request: OpenRequest)? {
        guard let device = devices[slot] else { return nil }
        // What remained at sending is less one way now, and the plan needs the other way back.
        let budget = min(header.budget, device.budget, Limits.budget) - device.link.knownRoundTrip
        let request = OpenRequest(
            device: slot, source: device.session << 16 | UInt64(header.stream),
            sequence: sequence, header: header, payload: payload, arrival: now,
            deadline: now + budget)
        return (device.pool, request)
    }

    /// Why a latent is not taken in; nil if it is, and held from here on.
    private mutating func obstacle(to request: OpenRequest, of pool: Int) -> OutcomeCause? {
        guard (0..<Limits.streamsPerDevice).contains(request.stream) else { return .queueFull }
        guard hasCredit(request) else { return .noCredit }
        guard let reference = request.reference else { return .malformed }
        guard tally.heldByteCount + request.payloadByteCount <= configuration.heldByteLimit,
            pools[pool].requests.hasRoom
        else { return .queueFull }
        return hold(request, from: reference == 0 ? nil : reference) ? nil : .missingReference
    }
    /// Whether a device may have one more latent open. One that the newcomer is about to supersede
    /// does not count.
    private func hasCredit(_ request: OpenRequest) -> Bool {
        guard let device = devices[request.device] else { return false }
        if device.open.count < configuration.deviceCredit { return true }
        let pool = pools[device.pool]
        return device.open.contains {
            pool.batcher.isWaiting($0) && pool.requests[$0]?.stream == request.stream
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
        guard let peer = devices[request.device]?.link.id else { return }
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
