import SansIO
import Timekeeping
import Wire

/// One latent that waits or runs.
struct OpenRequest: Sendable {
    /// The device's slot; the device withdraws its requests before it leaves it.
    var device: Int
    /// The place of its bundle.
    var model: Int
    /// The device's session and stream; whose it is, for a backbone with a memory.
    var source: UInt64
    var sequence: UInt64
    var header: LatentHeader
    var payload: PayloadID
    var arrival: Instant
    /// When it was captured and until when its plan is of use at the device, on this clock as well
    /// as the device's is known.
    var capture: Instant
    var deadline: Instant

    var stream: Int { Int(header.stream) }
    var payloadByteCount: Int { header.payloadByteCount }

    /// The message its latents were predicted from; 0 if they are keyframes, nil if they name more
    /// than one.
    var reference: UInt64? {
        var reference: UInt64 = 0
        for latent in header.latents where latent.reference != 0 {
            guard reference == 0 || reference == latent.reference else { return nil }
            reference = latent.reference
        }
        return reference
    }

    /// What a worker is told; its plan has to go `back` to the device yet.
    func member(
        _ id: UInt64, links: [ChainLink], back: Interval, at now: Instant
    ) -> BatchMember {
        BatchMember(
            member: id, source: source, sequence: sequence,
            budget: max(deadline - back - now, .zero),
            payloadChecksum: header.payloadChecksum, stateByteCount: header.stateByteCount,
            latents: header.latents, links: links)
    }
}
