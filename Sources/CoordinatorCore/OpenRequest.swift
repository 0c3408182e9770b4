import SansIO
import Timekeeping
import Wire

/// One latent that waits or runs.
struct OpenRequest: Sendable {
    /// The device's slot; the device withdraws its requests before it leaves it.
    var device: Int
    var sequence: UInt64
    var header: LatentHeader
    var payload: PayloadID
    var arrival: Instant
    var deadline: Instant

    var stream: Int { Int(header.stream) }
    var payloadByteCount: Int { Int(header.stateByteCount) + Int(header.latentByteCount) }

    func member(_ id: UInt64, at now: Instant) -> BatchMember {
        BatchMember(
            member: id, budget: max(deadline - now, .zero), codec: header.codec,
            multiplier: header.multiplier, elementCount: header.elementCount,
            latentByteCount: header.latentByteCount, stateByteCount: header.stateByteCount,
            payloadChecksum: header.payloadChecksum)
    }
}
