public import Tensors

/// Compressed bytes -> latent, the inverse of `LatentEncoder` but for what quantisation lost.
///
/// What it allocates and writes is bounded by the bundle's element count; the bytes themselves are
/// believed in nothing.
public struct LatentDecoder: Sendable {
    private let quantiser: Quantiser
    private var integers: [Int8] = []
    private var unpacked: [UInt8] = []

    /// A decoder for latents `[C, H, W]` with `H * W` elements a channel; throws
    /// `unsupportedShape`.
    public init(
        quantisation: QuantisationParameters, elementsPerChannel: Int
    ) throws(LatentCodecError) {
        quantiser = try Quantiser(
            parameters: quantisation, elementsPerChannel: elementsPerChannel)
    }

    /// Elements of one latent.
    public var elementCount: Int { quantiser.elementCount }

    /// Writes the latent in `bytes` to `latent`, which has `elementCount` elements: a slice of a
    /// worker's batch tensor, for example. After a throw its contents are of no use.
    /// - Parameters:
    ///   - codec: the codec the message names.
    ///   - multiplier: the multiplier the message names, Q8.8.
    public mutating func decode(
        _ bytes: Span<UInt8>, codec: UInt8, multiplier: UInt16,
        into latent: inout MutableSpan<Float>
    ) throws(LatentCodecError) {
        guard codec == LatentEncoder.codec else { throw .unknownCodec(codec) }
        guard (1...elementCount + 1).contains(bytes.count) else {
            throw .wrongByteCount(found: bytes.count, highest: elementCount + 1)
        }
        guard let layout = LatentLayout(rawValue: bytes[0] & ~LatentLayout.compressed) else {
            throw .unknownLayout(bytes[0])
        }
        let body = bytes.extracting(droppingFirst: 1)
        if bytes[0] & LatentLayout.compressed == 0 {
            try read(body, layout)
        } else {
            try BlockCompression.decompress(body, into: &unpacked, limit: elementCount)
            // Lent out and put back: a span of one property bars writing to another.
            var lent: [UInt8] = []
            swap(&lent, &unpacked)
            defer { swap(&lent, &unpacked) }
            try read(lent.span, layout)
        }
        try quantiser.dequantise(integers.span, multiplier: multiplier, into: &latent)
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

    private mutating func read(
        _ body: Span<UInt8>, _ layout: LatentLayout
    ) throws(LatentCodecError) {
        switch layout {
        case .planes: try readPlanes(body)
        case .golomb:
            try GolombDecoder(
                channelCount: quantiser.parameters.steps.count,
                elementsPerChannel: quantiser.elementsPerChannel
            ).decode(body, into: &integers)
        }
    }
    private mutating func readPlanes(_ body: Span<UInt8>) throws(LatentCodecError) {
        guard body.count >= elementCount else {
            throw .truncated(channel: body.count / quantiser.elementsPerChannel)
        }
        guard body.count == elementCount else {
            throw .trailingBytes(count: body.count - elementCount)
        }
        integers.removeAll(keepingCapacity: true)
        for index in body.indices {
            let integer = Int8(bitPattern: body[index])
            guard integer != .min else {
                throw .elementOutOfRange(channel: index / quantiser.elementsPerChannel)
            }
            integers.append(integer)
        }
    }
}
