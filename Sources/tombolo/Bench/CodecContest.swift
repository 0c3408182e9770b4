import LatentCodec
import ModelBundle
import Tensors

/// The latent codec on latents of rendered frames.
final class CodecContest {
    private let latents: [[Float]]
    private let planes: [[UInt8]]
    private let compressed: [[UInt8]]
    private let blocks: [[UInt8]]
    private var encoder: LatentEncoder
    private var decoder: LatentDecoder
    private let plain: PlainLZ4
    private let copy: ByteCopy
    private var scratch: [UInt8] = []
    private var decoded: [Float]
    private var next = 0
    private let shape: String
    /// How large the latents become.
    let bytes: LatentBytes
    /// The rate of everyday use: steps as in the bundle.
    static let multiplier: UInt16 = 0x100

    init(_ latents: [[Float]], _ latent: LatentSpecification) throws {
        self.latents = latents
        shape = "\(latent.channels), \(latent.height), \(latent.width)"
        let plane = latent.height * latent.width
        var encoder = try LatentEncoder(
            quantisation: latent.quantisation, elementsPerChannel: plane, effort: .small)
        decoder = try LatentDecoder(quantisation: latent.quantisation, elementsPerChannel: plane)
        let quantiser = try Quantiser(parameters: latent.quantisation, elementsPerChannel: plane)
        let integers = try latents.map { latent -> [Int8] in
            var integers: [Int8] = []
            try quantiser.quantise(latent.span, multiplier: Self.multiplier, into: &integers)
            return integers
        }
        planes = integers.map { $0.map(UInt8.init(bitPattern:)) }
        compressed = try latents.map { try encoder.encode($0, multiplier: Self.multiplier) }
        self.encoder = encoder
        let plain = PlainLZ4(byteCount: latent.elementCount)
        self.plain = plain
        blocks = planes.map { plain.block(of: $0) }
        copy = ByteCopy(byteCount: 4 * latent.elementCount)
        decoded = [Float](repeating: 0, count: latent.elementCount)
        bytes = LatentBytes(
            integers: integers, channels: latent.channels, plainLZ4: blocks.map(\.count),
            codec: compressed.map(\.count))
    }

    /// The first latent of the sample as it goes over the wire.
    var sample: [UInt8] { compressed[0] }

    /// Encoder and decoder beside memcpy and plain LZ4.
    var contest: Contest {
        let memcpy = "memcpy of the float32 latent"
        let packing = "plain LZ4 of int8 planes"
        let unpacking = "plain LZ4, unpacking"
        let work = "float32 [\(shape)] at multiplier 1, mean of \(latents.count) latents"
        return Contest(
            title: "Latent codec, \(work)",
            contestants: [
                contestant(memcpy, []) { [copy] in copy.run() },
                contestant(packing, [memcpy]) { [self] in plain.compress(planes[takeNext()]) },
                contestant("encode: quantise, code, LZ4", [memcpy, packing]) { [self] in
                    try encode()
                },
                contestant(unpacking, [memcpy]) { [self] in
                    try plain.decompress(blocks[takeNext()])
                },
                contestant("decode: LZ4, decode, dequantise", [memcpy, unpacking]) { [self] in
                    try decode()
                },
            ])
    }

    private func encode() throws {
        let latent = latents[takeNext()]
        scratch.removeAll(keepingCapacity: true)
        try encoder.encode(latent.span, multiplier: Self.multiplier, appendingTo: &scratch)
    }
    private func decode() throws {
        let bytes = compressed[takeNext()]
        // Lent out and put back: a span of a class's property cannot be held.
        var lent: [Float] = []
        swap(&lent, &decoded)
        defer { swap(&lent, &decoded) }
        var span = lent.mutableSpan
        try decoder.decode(
            bytes.span, codec: LatentEncoder.codec, multiplier: Self.multiplier, into: &span)
    }
    private func takeNext() -> Int {
        next = (next + 1) % latents.count
        return next
    }
    private func contestant(
        _ name: String, _ baselines: [String], _ body: @escaping () throws -> Void
    ) -> Contestant {
        Contestant(
            name: name, baselines: baselines, calls: latents.count, members: 1, note: "",
            body: body)
    }
}
