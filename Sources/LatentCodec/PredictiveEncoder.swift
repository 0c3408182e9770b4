public import Tensors

/// A device's encoder for one stream: predicts each latent from the newest acknowledged one.
///
/// Keeps the decoded form of every latent that may still become a reference, in storage that it
/// allocates once.
public struct PredictiveEncoder: Sendable {
    private struct Slot {
        var sequence: UInt64?
        var latent: [Float]
    }

    private var encoder: LatentEncoder
    private var chain = ReferenceChain()
    private var slots: [Slot]

    /// An encoder that was not used yet; throws `unsupportedShape`.
    public init(
        quantisation: QuantisationParameters, elementsPerChannel: Int, effort: Effort
    ) throws(LatentCodecError) {
        let encoder = try LatentEncoder(
            quantisation: quantisation, elementsPerChannel: elementsPerChannel, effort: effort)
        self.encoder = encoder
        let latent = [Float](repeating: 0, count: encoder.elementCount)
        // One more than can be outstanding: the latent at hand needs one too.
        slots = (0...Limits.outstandingLatents).map { _ in Slot(sequence: nil, latent: latent) }
    }

    /// Elements of one latent.
    public var elementCount: Int { encoder.elementCount }

    /// Appends the compressed `latent`, the session's latent of this number, to `bytes`; how it was
    /// coded, which its header has to say. Throws as `LatentEncoder.encode`, changing nothing.
    public mutating func encode(
        _ latent: Span<Float>, sequence: UInt64, multiplier: UInt16,
        appendingTo bytes: inout [UInt8]
    ) throws(LatentCodecError) -> LatentKind {
        var kind = chain.next
        if case .predicted(let reference) = kind {
            guard let slot = slots.firstIndex(where: { $0.sequence == reference }) else {
                preconditionFailure("what the chain keeps has a slot")
            }
            // Lent out and put back: a span of one property bars writing to another.
            var lent: [Float] = []
            swap(&lent, &slots[slot].latent)
            defer { swap(&lent, &slots[slot].latent) }
            let isPredicted = try encoder.encode(
                latent, reference: lent.span, multiplier: multiplier, appendingTo: &bytes)
            if !isPredicted { kind = .keyframe }
        } else {
            try encoder.encode(latent, multiplier: multiplier, appendingTo: &bytes)
        }
        chain.sent(sequence, as: kind)
        keep(sequence)
        return kind
    }
    /// As `ReferenceChain.held`.
    public mutating func held(_ sequence: UInt64) { chain.held(sequence) }
    /// As `ReferenceChain.rejected`.
    public mutating func rejected(_ sequence: UInt64) { chain.rejected(sequence) }
    /// As `ReferenceChain.keyframeRequested`.
    public mutating func keyframeRequested(by sequence: UInt64) {
        chain.keyframeRequested(by: sequence)
    }
    /// A new session begins: its numbers begin anew and its coordinator holds nothing.
    public mutating func reset() {
        chain = ReferenceChain()
        for slot in slots.indices { slots[slot].sequence = nil }
    }

    private mutating func keep(_ sequence: UInt64) {
        let free = slots.firstIndex { slot in
            slot.sequence.map { !chain.keeps($0) } ?? true
        }
        guard let free else { preconditionFailure("there is a slot more than links") }
        slots[free].sequence = sequence
        encoder.takeDecoded(&slots[free].latent)
    }
}
