public import Tensors

/// Latent -> compressed bytes, codec 1 of the protocol: int8 by channel, alone or as steps from a
/// reference, in the layout that `Effort` names; planes or an LZ4 block where that is shorter.
///
/// Keeps its scratch space, so that encoding allocates nothing once it has warmed up.
public struct LatentEncoder: Sendable {
    /// This codec's number in a latent header.
    public static let codec: UInt8 = 1
    /// What is spent on a latent.
    public let effort: Effort

    private let quantiser: Quantiser
    private var golombEncoder: GolombEncoder
    private var adaptiveEncoder: AdaptiveEncoder
    private var integers: [Int8] = []
    private var differences: [Int8] = []
    private var quantisedReference: [Int8] = []
    private var coded: [UInt8] = []
    private var planes: [UInt8] = []
    private var block: [UInt8] = []
    /// The last latent as its receiver has it, once `last` is nil: until then the reference it was
    /// predicted from, or anything.
    private var decoded: [Float] = []
    private var last: (multiplier: UInt16, isPredicted: Bool)?

    /// An encoder for latents `[C, H, W]` with `H * W` elements a channel; throws
    /// `unsupportedShape`.
    public init(
        quantisation: QuantisationParameters, elementsPerChannel: Int, effort: Effort
    ) throws(LatentCodecError) {
        let quantiser = try Quantiser(
            parameters: quantisation, elementsPerChannel: elementsPerChannel)
        self.quantiser = quantiser
        self.effort = effort
        golombEncoder = GolombEncoder(
            channelCount: quantisation.steps.count, elementsPerChannel: elementsPerChannel)
        adaptiveEncoder = AdaptiveEncoder(elementsPerChannel: elementsPerChannel)
        // Zeros until something is predicted, and again after it.
        quantisedReference.resize(to: quantiser.elementCount)
        decoded.resize(to: quantiser.elementCount)
    }

    /// Elements of one latent.
    public var elementCount: Int { quantiser.elementCount }

    /// Appends the compressed `latent` to `bytes`: at most its element count and one.
    ///
    /// Throws `wrongElementCount`, `notFinite`, `zeroMultiplier` or `unusableStep`; `bytes` is then
    /// as it was.
    /// - Parameter multiplier: rate control of this latent, Q8.8: 256 is one, 512 twice the steps.
    public mutating func encode(
        _ latent: Span<Float>, multiplier: UInt16, appendingTo bytes: inout [UInt8]
    ) throws(LatentCodecError) {
        last = nil
        try quantiser.quantise(latent, multiplier: multiplier, into: &integers)
        finish(isPredicted: false, multiplier, &bytes)
    }
    /// Appends the compressed `latent` as steps from `reference`, or alone where that promises to
    /// be shorter or the steps are too large to say; whether it is predicted.
    ///
    /// - Parameter reference: an earlier latent as the receiver has decoded it (`takeDecoded`), at
    ///   any multiplier. Throws as above if it is no such latent.
    public mutating func encode(
        _ latent: Span<Float>, reference: Span<Float>, multiplier: UInt16,
        appendingTo bytes: inout [UInt8]
    ) throws(LatentCodecError) -> Bool {
        last = nil
        try quantiser.quantise(latent, multiplier: multiplier, into: &integers)
        let fits = try quantiser.quantise(
            latent, reference: reference, multiplier: multiplier, into: &differences)
        let isPredicted =
            fits
            && QuantiserKernel.magnitude(differences.span)
                < QuantiserKernel.magnitude(integers.span)
        if isPredicted {
            swap(&integers, &differences)
            if effort == .small {
                try quantiser.quantise(
                    reference, multiplier: multiplier, into: &quantisedReference)
            }
            // Copied first: what is decoded is the reference and the steps from it.
            var span = decoded.mutableSpan
            QuantiserKernel.copy(reference, to: &span)
        }
        finish(isPredicted: isPredicted, multiplier, &bytes)
        return isPredicted
    }
    /// The compressed `latent`; throws as above.
    public mutating func encode(
        _ latent: [Float], multiplier: UInt16
    ) throws(LatentCodecError) -> [UInt8] {
        var bytes: [UInt8] = []
        try encode(latent.span, multiplier: multiplier, appendingTo: &bytes)
        return bytes
    }
    /// Swaps `latent` with the last latent as its receiver decodes it: a later one's reference. The
    /// storage that comes in is written by the next encoding; it has `elementCount` elements.
    public mutating func takeDecoded(_ latent: inout [Float]) {
        precondition(latent.count == elementCount, "a reference has the latent's count")
        do throws(LatentCodecError) {
            try decodeLast()
        } catch {
            preconditionFailure("what was encoded decodes: \(error)")
        }
        swap(&latent, &decoded)
    }

    private mutating func finish(
        isPredicted: Bool, _ multiplier: UInt16, _ bytes: inout [UInt8]
    ) {
        let golombByteCount = golombEncoder.plan(integers)
        var layout = LatentLayout.golomb
        if effort == .small {
            adaptiveEncoder.encode(
                integers, reference: quantisedReference, isPredicted: isPredicted, into: &coded)
            if coded.count <= golombByteCount { layout = .adaptive }
        }
        if layout == .golomb { golombEncoder.write(integers, into: &coded) }
        appendShortest(layout, isPredicted: isPredicted, to: &bytes)
        last = (multiplier, isPredicted)
        guard isPredicted, effort == .small else { return }
        for index in quantisedReference.indices { quantisedReference[index] = 0 }
    }
    /// Makes `decoded` what the receiver of the last latent has: who predicts from it needs it.
    private mutating func decodeLast() throws(LatentCodecError) {
        guard let (multiplier, isPredicted) = last else { return }
        last = nil
        // Lent out and put back: a span of one property bars reading another.
        var lent: [Float] = []
        swap(&lent, &decoded)
        defer { swap(&lent, &decoded) }
        var span = lent.mutableSpan
        if isPredicted {
            try quantiser.update(&span, by: integers.span, multiplier: multiplier)
        } else {
            try quantiser.dequantise(integers.span, multiplier: multiplier, into: &span)
        }
    }

    private mutating func appendShortest(
        _ layout: LatentLayout, isPredicted: Bool, to bytes: inout [UInt8]
    ) {
        let flags = isPredicted ? LatentLayout.predicted : 0
        // Below half the planes no block was shorter, on any latent measured: not worth its time.
        guard coded.count > elementCount / 2 else {
            bytes.append(layout.rawValue | flags)
            bytes += coded
            return
        }
        planes.removeAll(keepingCapacity: true)
        for integer in integers { planes.append(UInt8(bitPattern: integer)) }
        // A layout longer than the planes is never sent: that is the decoder's bound.
        let limit = min(coded.count, planes.count)
        if BlockCompression.compress(planes, into: &block, limit: limit - 1) {
            bytes.append(LatentLayout.planes.rawValue | flags | LatentLayout.compressed)
            bytes += block
        } else if coded.count <= planes.count {
            bytes.append(layout.rawValue | flags)
            bytes += coded
        } else {
            bytes.append(LatentLayout.planes.rawValue | flags)
            bytes += planes
        }
    }
}
