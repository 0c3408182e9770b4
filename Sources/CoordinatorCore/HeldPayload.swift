import SansIO
import Wire

/// A latent's payload while it is held, and what a worker is told of it as a link of a chain.
struct HeldPayload: Sendable {
    let payload: PayloadID
    let link: ChainLink

    init(_ request: OpenRequest) {
        payload = request.payload
        link = ChainLink(
            sequence: request.sequence, payloadChecksum: request.header.payloadChecksum,
            stateByteCount: request.header.stateByteCount, latents: request.header.latents)
    }

    var byteCount: Int { link.payloadByteCount }
    /// See `Limits.chainWeight`.
    var weight: Int { byteCount + Limits.entryWeight * link.entryByteCount }
}
