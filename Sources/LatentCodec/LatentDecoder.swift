public import Tensors

/// Compressed bytes -> latent, the inverse of `LatentEncoder` but for what quantisation lost.
///
/// What it allocates and writes is bounded by the bundle's element count; the bytes themselves are
/// believed in nothing. Keeps scratch space but no state: a reference is the caller's.
public struct LatentDecoder: Sendable {
    private let quantiser: Quantiser
    private var adaptiveDecoder: AdaptiveDecoder
    private var integers: [Int8] = []
    private var quantisedReference: [Int8] = []
    private var unpacked: [UInt8] = []

    /// A decoder for latents `[C, H, W]` with `H * W` elements a channel; throws
    /// `unsupportedShape`.
    public init(
        quantisation: QuantisationParameters, elementsPerChannel: Int
    ) throws(LatentCodecError) {
        let quantiser = try Quantiser(
            parameters: quantisation, elementsPerChannel: elementsPerChannel)
        self.quantiser = quantiser
        adaptiveDecoder = AdaptiveDecoder(elementsPerChannel: elementsPerChannel)
        integers.resize(to: quantiser.elementCount)
        quantisedReference.resize(to: quantiser.elementCount)
    }

    /// Elements of one latent.
    public var elementCount: Int { quantiser.elementCount }

    /// Writes the latent in `bytes` to `latent`, which has `elementCount` elements: a slice of a
    /// worker's batch tensor, for example. Throws `missingReference` for a predicted latent; after
    /// a throw the contents are of no use.
    /// - Parameters:
    ///   - codec: the codec the message names.
    ///   - multiplier: the multiplier the message names, Q8.8.
    public mutating func decode(
        _ bytes: Span<UInt8>, codec: UInt8, multiplier: UInt16,
        into latent: inout MutableSpan<Float>
    ) throws(LatentCodecError) {
        guard try !read(bytes, codec, multiplier, reference: nil) else { throw .missingReference }
        try quantiser.dequantise(integers.span, multiplier: multiplier, into: &latent)
    }
    /// Replaces the reference in `latent` with the latent in `bytes`, predicted from it or not: a
    /// chain is its keyframe by `decode`, then this for each link, all in one slot.
    ///
    /// Throws as above; `latent` is then of no use.
    public mutating func update(
        _ latent: inout MutableSpan<Float>, by bytes: Span<UInt8>, codec: UInt8, multiplier: UInt16
    ) throws(LatentCodecError) {
        if try read(bytes, codec, multiplier, reference: latent.span) {
            try quantiser.update(&latent, by: integers.span, multiplier: multiplier)
        } else {
            try quantiser.dequantise(integers.span, multiplier: multiplier, into: &latent)
        }
    }
    /// The latent in `bytes`; throws as above.
    public mutating func decode(
        _ bytes: [UInt8], codec: UInt8, multiplier: UInt16
    ) throws(LatentCodecError) -> [Float] {
        var latent = [Float](repeating: 0, count: elementCount)
        var span = latent.mutableSpan
        try decode(bytes.span, codec: codec, multiplier: multiplier, into: &span)
        return latent
    }
    /// Whether the latent that begins with this byte needs a reference.
    public static func isPredicted(firstByte: UInt8) -> Bool {
        firstByte & LatentLayout.predicted != 0
    }

    /// Reads `bytes` to `integers`; whether they are steps from the reference.
    private mutating func read(
        _ bytes: Span<UInt8>, _ codec: UInt8, _ multiplier: UInt16, reference: Span<Float>?
    ) throws(LatentCodecError) -> Bool {
        guard codec == LatentEncoder.codec else { throw .unknownCodec(codec) }
        guard (1...elementCount + 1).contains(bytes.count) else {
            throw .wrongByteCount(found: bytes.count, highest: elementCount + 1)
        }
        let flags = LatentLayout.predicted | LatentLayout.compressed
        guard let layout = LatentLayout(rawValue: bytes[0] & ~flags) else {
            throw .unknownLayout(bytes[0])
        }
        let isPredicted = Self.isPredicted(firstByte: bytes[0])
        if isPredicted {
            guard let reference else { throw .missingReference }
            if layout == .adaptive {
                try quantiser.quantise(
                    reference, multiplier: multiplier, into: &quantisedReference)
            } else {
                try quantiser.check(reference)
            }
        }
        defer { if isPredicted, layout == .adaptive { clearReference() } }
        let body = bytes.extracting(droppingFirst: 1)
        guard bytes[0] & LatentLayout.compressed != 0 else {
            try read(body, layout, isPredicted)
            return isPredicted
        }
        try BlockCompression.decompress(body, into: &unpacked, limit: elementCount)
        // Lent out and put back: a span of one property bars writing to another.
        var lent: [UInt8] = []
        swap(&lent, &unpacked)
        defer { swap(&lent, &unpacked) }
        try read(lent.span, layout, isPredicted)
        return isPredicted
    }
    private mutating func read(
        _ body: Span<UInt8>, _ layout: LatentLayout, _ isPredicted: Bool
    ) throws(LatentCodecError) {
        switch layout {
        case .planes: try Self.readPlanes(body, quantiser, into: &integers)
        case .golomb:
            try GolombDecoder(
                channelCount: quantiser.parameters.steps.count,
                elementsPerChannel: quantiser.elementsPerChannel
            ).decode(body, into: &integers)
        case .adaptive:
            try adaptiveDecoder.decode(
                body, reference: quantisedReference, isPredicted: isPredicted, into: &integers)
        }
    }
    private static func readPlanes(
        _ body: Span<UInt8>, _ quantiser: Quantiser, into integers: inout [Int8]
    ) throws(LatentCodecError) {
        let elementCount = quantiser.elementCount
        guard body.count >= elementCount else {
            throw .truncated(channel: body.count / quantiser.elementsPerChannel)
        }
        guard body.count == elementCount else {
            throw .trailingBytes(count: body.count - elementCount)
        }
        for index in body.indices {
            let integer = Int8(bitPattern: body[index])
            guard integer != .min else {
                throw .elementOutOfRange(channel: index / quantiser.elementsPerChannel)
            }
            integers[index] = integer
        }
    }
    private mutating func clearReference() {
        for index in quantisedReference.indices { quantisedReference[index] = 0 }
    }
}
