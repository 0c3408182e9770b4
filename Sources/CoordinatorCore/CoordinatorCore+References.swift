import LatentCodec
import SansIO
import Wire

/// What later latents may be predicted from: held here, so that workers need keep nothing
/// (decision 3).
extension CoordinatorCore {
    /// Holds a latent that is taken in; false if what it was predicted from is not held.
    mutating func hold(_ request: OpenRequest, from reference: UInt64?) -> Bool {
        let (slot, held) = (request.device, HeldPayload(request))
        if reference == nil, !hasRoom(for: held, of: slot) {
            // A keyframe begins a chain: it takes the room of the old one, or none could begin.
            devices.peers[slot].held[request.stream].forget(
                upTo: request.sequence, released: &released)
            letGo(of: slot)
        }
        let hasRoom = hasRoom(for: held, of: slot)
        let arrival = devices.peers[slot].held[request.stream].insert(
            request.sequence, reference: reference, payload: held, weight: held.weight,
            mayBeReference: hasRoom, released: &released)
        letGo(of: slot)
        guard arrival == .held else { return false }
        tally.heldByteCount += held.byteCount
        if reference != nil { tally.predicted += 1 }
        if !hasRoom { tally.unkept += 1 }
        devices.peers[slot].keptByteCount += held.byteCount
        devices.peers[slot].keptCount += 1
        return true
    }
    /// Whether a device may have one more latent kept beyond its end.
    private func hasRoom(for held: HeldPayload, of slot: Int) -> Bool {
        devices.peers[slot].keptCount < Limits.keptPerDevice
            && devices.peers[slot].keptByteCount + held.byteCount <= configuration.referenceShare
    }
    /// The messages a latent that waits or runs was predicted from, and their payloads.
    mutating func chain(
        of request: OpenRequest, appendingTo payloads: inout [PayloadID]
    ) -> [ChainLink] {
        devices.peers[request.device].held[request.stream].chain(
            below: request.sequence, appendingTo: &chained)
        var links: [ChainLink] = []
        links.reserveCapacity(chained.count)
        for index in chained.indices {
            links.append(chained[index].link)
            payloads.append(chained[index].payload)
        }
        chained.removeAll(keepingCapacity: true)
        return links
    }
    /// A latent that was held ends; for `malformed` ones, its chain may be what is damaged.
    mutating func endHolding(_ request: OpenRequest, isMalformed: Bool) {
        let (slot, stream) = (request.device, request.stream)
        if isMalformed {
            if request.reference == 0 {
                devices.peers[slot].held[stream].forget(request.sequence, released: &released)
            } else {
                devices.peers[slot].held[stream].forget(upTo: request.sequence, released: &released)
            }
        }
        letGo(of: slot)
        // From here on its bytes are a reference's, until they go.
        tally.heldByteCount -= request.payloadByteCount
        tally.referenceByteCount += request.payloadByteCount
        devices.peers[slot].held[stream].end(request.sequence, released: &released)
        letGo(of: slot)
    }
    /// The session of a device ends, all its latents have.
    mutating func forgetReferences(of slot: Int) {
        for stream in 0..<Limits.streamsPerDevice {
            devices.peers[slot].held[stream].removeAll(released: &released)
        }
        guard !released.isEmpty else { return }
        defer { released.removeAll(keepingCapacity: true) }
        tally.referenceByteCount -= released.reduce(0) { $0 + $1.byteCount }
        devices.peers[slot].keptByteCount = 0
        devices.peers[slot].keptCount = 0
        emit(.releaseAll(released.map(\.payload)))
    }
    /// What the end of a latent says of it as a reference.
    func referenceStatus(of request: OpenRequest, _ cause: OutcomeCause?) -> ReferenceStatus? {
        if cause == .missingReference { return .missing }
        if cause == .malformed { return request.reference == 0 ? nil : .missing }
        guard (0..<Limits.streamsPerDevice).contains(request.stream),
            devices.peers[request.device].held[request.stream].isReference(request.sequence)
        else { return nil }
        return .held
    }

    /// Payloads of latents that have ended and that nobody needs.
    private mutating func letGo(of slot: Int) {
        for index in released.indices {
            let byteCount = released[index].byteCount
            tally.referenceByteCount -= byteCount
            devices.peers[slot].keptByteCount -= byteCount
            devices.peers[slot].keptCount -= 1
            emit(.release(released[index].payload))
        }
        released.removeAll(keepingCapacity: true)
    }
}
