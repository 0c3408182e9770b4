import SansIO
import Timekeeping
import Wire

/// One latent that waits or runs.
struct OpenRequest: Sendable {
    /// The device's slot; the device withdraws its requests before it leaves it.
    var device: Int
    /// The device's session and stream; a worker keeps references under it.
    var source: UInt64
    var sequence: UInt64
    var header: LatentHeader
    var payload: PayloadID
    var arrival: Instant
    var deadline: Instant

    var stream: Int { Int(header.stream) }
    var payloadByteCount: Int { header.payloadByteCount }

    func member(_ id: UInt64, at now: Instant) -> BatchMember {
        BatchMember(
            member: id, source: source, sequence: sequence, budget: max(deadline - now, .zero),
            payloadChecksum: header.payloadChecksum, stateByteCount: header.stateByteCount,
            latents: header.latents, links: [])
    }
}
