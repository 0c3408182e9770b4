import LatentCodec
import ModelBundle
import Tensors

/// The latent codec on latents of rendered frames, alone and predicted from earlier frames.
final class CodecContest {
    /// A latent to code, and what it is predicted from: as decoded, or nothing.
    private struct Case {
        let latent: [Float]
        let reference: [Float]?
        let compressed: [UInt8]
    }
    /// One way to code, with the sample as it codes it.
    private final class Coder {
        let name: String
        let cases: [Case]
        private var encoder: LatentEncoder
        private var decoder: LatentDecoder
        private var scratch: [UInt8] = []
        private var slot: [Float]
        private var next = 0

        init(
            _ name: String, _ effort: Effort, _ latents: [[Float]], from earlier: [[Float]]?,
            _ latent: LatentSpecification
        ) throws {
            self.name = name
            let plane = latent.height * latent.width
            var encoder = try LatentEncoder(
                quantisation: latent.quantisation, elementsPerChannel: plane, effort: effort)
            var decoder = try LatentDecoder(
                quantisation: latent.quantisation, elementsPerChannel: plane)
            cases = try latents.indices.map { index in
                let reference = try earlier.map { earlier in
                    let bytes = try encoder.encode(
                        earlier[index], multiplier: CodecContest.multiplier)
                    return try decoder.decode(
                        bytes, codec: LatentEncoder.codec, multiplier: CodecContest.multiplier)
                }
                var bytes: [UInt8] = []
                try Self.encode(latents[index], reference, &encoder, &bytes)
                return Case(latent: latents[index], reference: reference, compressed: bytes)
            }
            self.encoder = encoder
            self.decoder = decoder
            slot = [Float](repeating: 0, count: latent.elementCount)
        }

        func encode() throws {
            let item = takeNext()
            scratch.removeAll(keepingCapacity: true)
            try Self.encode(item.latent, item.reference, &encoder, &scratch)
        }
        /// A reference is copied into the slot first, as the link before it would have left it.
        func decode() throws {
            let item = takeNext()
            // Lent out and put back: a span of a class's property cannot be held.
            var lent: [Float] = []
            swap(&lent, &slot)
            defer { swap(&lent, &slot) }
            if let reference = item.reference {
                for index in lent.indices { lent[index] = reference[index] }
            }
            var span = lent.mutableSpan
            try decoder.update(
                &span, by: item.compressed.span, codec: LatentEncoder.codec,
                multiplier: CodecContest.multiplier)
        }
        private func takeNext() -> Case {
            next = (next + 1) % cases.count
            return cases[next]
        }
        private static func encode(
            _ latent: [Float], _ reference: [Float]?, _ encoder: inout LatentEncoder,
            _ bytes: inout [UInt8]
        ) throws {
            guard let reference else {
                return try encoder.encode(
                    latent.span, multiplier: CodecContest.multiplier, appendingTo: &bytes)
            }
            _ = try encoder.encode(
                latent.span, reference: reference.span, multiplier: CodecContest.multiplier,
                appendingTo: &bytes)
        }
    }

    private let coders: [Coder]
    private let planes: [[UInt8]]
    private let blocks: [[UInt8]]
    private let plain: PlainLZ4
    private let copy: ByteCopy
    private var next = 0
    private let shape: String
    private let float32ByteCount: Int
    /// How large the latents become.
    let bytes: LatentBytes
    /// The rate of everyday use: steps as in the bundle.
    static let multiplier: UInt16 = 0x100

    /// - Parameter earlier: for each latent those of one frame before it, of two, and so on.
    init(_ latents: [[Float]], earlier: [[[Float]]], _ latent: LatentSpecification) throws {
        shape = "\(latent.channels), \(latent.height), \(latent.width)"
        float32ByteCount = 4 * latent.elementCount
        func coder(_ name: String, _ effort: Effort, from age: Int?) throws -> Coder {
            try Coder(
                name, effort, latents, from: age.map { age in earlier.map { $0[age - 1] } },
                latent)
        }
        coders = [
            try coder("fast, alone", .fast, from: nil),
            try coder("fast, from one frame before", .fast, from: 1),
            try coder("small, alone", .small, from: nil),
            try coder("small, from one frame before", .small, from: 1),
            try coder("small, from two frames before", .small, from: 2),
        ]
        let integers = try latents.map { try Self.integers($0, latent) }
        planes = integers.map { $0.map(UInt8.init(bitPattern:)) }
        let plain = PlainLZ4(byteCount: latent.elementCount)
        self.plain = plain
        blocks = planes.map { plain.block(of: $0) }
        copy = ByteCopy(byteCount: 4 * latent.elementCount)
        let ages = try (0..<2).map { age in
            try earlier.map { try Self.integers($0[age], latent).map(Int16.init) }
        }
        bytes = Self.bytes(
            integers.map { $0.map(Int16.init) }, ages, blocks.map(\.count), coders,
            channels: latent.channels)
    }

    /// The first latent of the sample as it goes over the wire.
    var sample: [UInt8] { coders[2].cases[0].compressed }

    /// Encoder and decoder beside memcpy and plain LZ4.
    var contest: Contest {
        let memcpy = "memcpy of the float32 latent"
        let packing = "plain LZ4 of int8 planes"
        let unpacking = "plain LZ4, unpacking"
        var contestants = [
            contestant(memcpy, []) { [copy] in copy.run() },
            contestant(packing, [memcpy]) { [self] in plain.compress(planes[takeNext()]) },
            contestant(unpacking, [memcpy]) { [self] in try plain.decompress(blocks[takeNext()]) },
        ]
        for coder in coders {
            contestants += [
                contestant("encode \(coder.name)", [memcpy, packing], coder.encode),
                contestant("decode \(coder.name)", [memcpy, unpacking], coder.decode),
            ]
        }
        return Contest(
            title: "Latent codec, float32 [\(shape)] at multiplier 1, mean of \(planes.count) "
                + "latents; GB/s are of float32",
            contestants: contestants)
    }

    private static func integers(
        _ latent: [Float], _ specification: LatentSpecification
    ) throws -> [Int8] {
        let quantiser = try Quantiser(
            parameters: specification.quantisation,
            elementsPerChannel: specification.height * specification.width)
        var integers: [Int8] = []
        try quantiser.quantise(latent.span, multiplier: CodecContest.multiplier, into: &integers)
        return integers
    }
    private static func bytes(
        _ integers: [[Int16]], _ ages: [[[Int16]]], _ plainLZ4: [Int], _ coders: [Coder],
        channels: Int
    ) -> LatentBytes {
        let elements = integers.first?.count ?? 0
        let differences = zip(integers, ages[0]).map { now, before in
            zip(now, before).map { $0 - $1 }
        }
        let rows =
            [
                LatentBytes.row("float32", [4 * elements]),
                LatentBytes.row("float16", [2 * elements]),
                LatentBytes.row("int8", [elements]),
                LatentBytes.row("int8, plain LZ4 of planes", plainLZ4),
                LatentBytes.entropy(
                    "entropy of the int8, a table a channel", integers, channels: channels),
                LatentBytes.entropy(
                    "entropy of the difference to one frame before", differences,
                    channels: channels),
                LatentBytes.entropy(
                    "entropy for who knows one frame before", integers, given: ages[0],
                    channels: channels),
                LatentBytes.entropy(
                    "entropy for who knows two frames before", integers, given: ages[1],
                    channels: channels),
            ]
            + coders.map { coder in
                LatentBytes.row("codec, \(coder.name)", coder.cases.map(\.compressed.count))
            }
        return LatentBytes(latents: integers.count, rows: rows)
    }
    private func takeNext() -> Int {
        next = (next + 1) % planes.count
        return next
    }
    private func contestant(
        _ name: String, _ baselines: [String], _ body: @escaping () throws -> Void
    ) -> Contestant {
        Contestant(
            name: name, baselines: baselines, calls: planes.count, members: 1, note: "",
            byteCount: float32ByteCount, body: body)
    }
}
