public import Tensors

/// A device's encoder for one stream: remembers the decoded form of its latest latents, so that
/// one of them can be the reference of the next (`ReferenceChain` says which).
///
/// Keeps as many as may be outstanding, in storage that it allocates once.
public struct PredictiveEncoder: Sendable {
    private struct Slot {
        var capture: UInt64?
        var latent: [Float]
    }

    private var encoder: LatentEncoder
    private var slots: [Slot]
    /// The slot that is written next: the one written longest ago.
    private var next = 0

    /// An encoder that was not used yet; throws `unsupportedShape`.
    public init(
        quantisation: QuantisationParameters, elementsPerChannel: Int, effort: Effort
    ) throws(LatentCodecError) {
        let encoder = try LatentEncoder(
            quantisation: quantisation, elementsPerChannel: elementsPerChannel, effort: effort)
        self.encoder = encoder
        let latent = [Float](repeating: 0, count: encoder.elementCount)
        // One more than can be outstanding: a latent that is encoded and not sent takes one too.
        slots = (0...Limits.outstandingLatents).map { _ in Slot(capture: nil, latent: latent) }
    }

    /// Elements of one latent.
    public var elementCount: Int { encoder.elementCount }

    /// Appends the compressed `latent` of `capture` to `bytes`; whether it is predicted from that
    /// of the capture `reference`, as the message has to say. It is a keyframe where there is no
    /// reference, where that is not remembered any more, or where it would be no shorter.
    ///
    /// Throws as `LatentEncoder.encode`, changing nothing.
    public mutating func encode(
        _ latent: Span<Float>, capture: UInt64, reference: UInt64?, multiplier: UInt16,
        appendingTo bytes: inout [UInt8]
    ) throws(LatentCodecError) -> Bool {
        var isPredicted = false
        let slot = reference.flatMap { reference in
            slots.firstIndex { $0.capture == reference }
        }
        if let slot {
            // Lent out and put back: a span of one property bars writing to another.
            var lent: [Float] = []
            swap(&lent, &slots[slot].latent)
            defer { swap(&lent, &slots[slot].latent) }
            isPredicted = try encoder.encode(
                latent, reference: lent.span, multiplier: multiplier, appendingTo: &bytes)
        } else {
            try encoder.encode(latent, multiplier: multiplier, appendingTo: &bytes)
        }
        keep(capture)
        return isPredicted
    }

    /// Keeps the decoded latent in the slot of its capture, if that was encoded before, or else in
    /// the oldest: a capture has one latent, the one encoded last.
    private mutating func keep(_ capture: UInt64) {
        if let again = slots.firstIndex(where: { $0.capture == capture }) {
            return encoder.takeDecoded(&slots[again].latent)
        }
        encoder.takeDecoded(&slots[next].latent)
        slots[next].capture = capture
        next = (next + 1) % slots.count
    }
}
