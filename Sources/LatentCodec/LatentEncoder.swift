public import Tensors

/// Latent -> compressed bytes, codec 1 of the protocol: int8 by channel, the shorter of two
/// layouts, then an LZ4 block where that is shorter still.
///
/// Keeps its scratch space, so that encoding allocates nothing once it has warmed up.
public struct LatentEncoder: Sendable {
    /// This codec's number in a latent header.
    public static let codec: UInt8 = 1

    private let quantiser: Quantiser
    private var integers: [Int8] = []
    private var planes: [UInt8] = []
    private var golomb: [UInt8] = []
    private var block: [UInt8] = []

    /// An encoder for latents `[C, H, W]` with `H * W` elements a channel; throws
    /// `unsupportedShape`.
    public init(
        quantisation: QuantisationParameters, elementsPerChannel: Int
    ) throws(LatentCodecError) {
        quantiser = try Quantiser(
            parameters: quantisation, elementsPerChannel: elementsPerChannel)
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
        try quantiser.quantise(latent, multiplier: multiplier, into: &integers)
        planes.removeAll(keepingCapacity: true)
        for integer in integers { planes.append(UInt8(bitPattern: integer)) }
        GolombEncoder(
            channelCount: quantiser.parameters.steps.count,
            elementsPerChannel: quantiser.elementsPerChannel
        ).encode(integers, into: &golomb)
        appendShortest(to: &bytes)
    }
    /// The compressed `latent`; throws as above.
    public mutating func encode(
        _ latent: [Float], multiplier: UInt16
    ) throws(LatentCodecError) -> [UInt8] {
        var bytes: [UInt8] = []
        try encode(latent.span, multiplier: multiplier, appendingTo: &bytes)
        return bytes
    }

    private mutating func appendShortest(to bytes: inout [UInt8]) {
        // A golomb layout longer than the planes is never sent, in a block or out of one: that is
        // the decoder's bound.
        let isGolombLegal = golomb.count <= planes.count
        var shortest = isGolombLegal ? golomb.count : planes.count
        let start = bytes.count
        bytes.append(isGolombLegal ? LatentLayout.golomb.rawValue : LatentLayout.planes.rawValue)
        bytes += isGolombLegal ? golomb : planes
        for layout in LatentLayout.allCases where layout == .planes || isGolombLegal {
            let source = layout == .planes ? planes : golomb
            guard BlockCompression.compress(source, into: &block, limit: shortest - 1) else {
                continue
            }
            shortest = block.count
            bytes.removeLast(bytes.count - start)
            bytes.append(layout.rawValue | LatentLayout.compressed)
            bytes += block
        }
    }
}
