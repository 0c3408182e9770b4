import Randomness
import Tensors
import Testing

@testable import LatentCodec

/// Latents that no encoder writes, and inputs that no head should yield.
@Suite struct MalformedLatentTests {
    /// Three channels, five elements each.
    private let quantisation = steps([1, 1, 1])

    @Test func `a latent that is not finite does not encode`() {
        for number in [Float.nan, .infinity, -.infinity, .signalingNaN] {
            var latent = [Float](repeating: 0, count: 15)
            latent[7] = number
            #expect(throws: LatentCodecError.notFinite(index: 7)) {
                try encode(latent, quantisation, 5, 256)
            }
        }
    }
    @Test func `the largest numbers are clamped`() throws {
        var latent = [Float](repeating: 0, count: 15)
        latent[0] = .greatestFiniteMagnitude
        latent[1] = -.greatestFiniteMagnitude
        let tiny = steps([1e-30, 1, 1])
        let decoded = try decode(try encode(latent, tiny, 5, 256), tiny, 5, 256)
        #expect(decoded[0] == 127e-30 && decoded[1] == -127e-30)
    }
    @Test func `steps that leave float32 are named`() {
        let zeros = [Float](repeating: 0, count: 15)
        #expect(throws: LatentCodecError.unusableStep(channel: 1)) {
            try encode(zeros, steps([1, .leastNonzeroMagnitude, 1]), 5, 1)
        }
        #expect(throws: LatentCodecError.unusableStep(channel: 2)) {
            try encode(zeros, steps([1, 1, .greatestFiniteMagnitude]), 5, 256)
        }
        let bytes = [LatentLayout.golomb.rawValue, 0, 0]
        #expect(throws: LatentCodecError.unusableStep(channel: 0)) {
            try decode(bytes, steps([3e38, 1, 1]), 5, 65_535)
        }
        #expect(throws: LatentCodecError.zeroMultiplier) { try decode(bytes, quantisation, 5, 0) }
    }
    @Test func `shapes outside the limits are refused`() throws {
        let most = Limits.elementCount
        _ = try LatentDecoder(quantisation: steps([1]), elementsPerChannel: most)
        let widest = steps(Array(repeating: 1, count: Limits.channelCount))
        _ = try LatentDecoder(quantisation: widest, elementsPerChannel: 1)
        let wider = steps(Array(repeating: 1, count: Limits.channelCount + 1))
        for (quantisation, elementsPerChannel) in [
            (steps([1]), most + 1), (steps([1]), 0), (steps([1, 1]), .max), (wider, 1),
        ] {
            let error = LatentCodecError.unsupportedShape(
                channelCount: quantisation.steps.count, elementsPerChannel: elementsPerChannel)
            #expect(throws: error) {
                try LatentEncoder(
                    quantisation: quantisation, elementsPerChannel: elementsPerChannel,
                    effort: .fast)
            }
            #expect(throws: error) {
                try LatentDecoder(
                    quantisation: quantisation, elementsPerChannel: elementsPerChannel)
            }
        }
    }
    @Test func `a latent of another size is refused`() throws {
        #expect(throws: LatentCodecError.wrongElementCount(expected: 15, found: 14)) {
            try encode([Float](repeating: 0, count: 14), quantisation, 5, 256)
        }
        var decoder = try LatentDecoder(quantisation: quantisation, elementsPerChannel: 5)
        var small = [Float](repeating: 0, count: 14)
        var span = small.mutableSpan
        let bytes: [UInt8] = [2, 0, 0]
        do throws(LatentCodecError) {
            try decoder.decode(bytes.span, codec: 1, multiplier: 256, into: &span)
            Issue.record("14 elements took 15")
        } catch {
            #expect(error == .wrongElementCount(expected: 15, found: 14))
        }
    }
    @Test func `another codec is refused`() throws {
        var decoder = try LatentDecoder(quantisation: quantisation, elementsPerChannel: 5)
        #expect(throws: LatentCodecError.unknownCodec(2)) {
            try decoder.decode([2, 0, 0], codec: 2, multiplier: 256)
        }
    }
    @Test func `sizes from 1 to the element count and one are read`() {
        expect([], .wrongByteCount(found: 0, highest: 16))
        expect(Array(repeating: 1, count: 17), .wrongByteCount(found: 17, highest: 16))
        #expect(throws: Never.self) {
            try decode([1] + Array(repeating: 5, count: 15), quantisation, 5, 256)
        }
    }
    @Test func `unknown layouts are named`() {
        for layout: UInt8 in [0, 4, 0x3F, 0x40, 0x7F, 0x80, 0x84, 0xFF] {
            expect([layout, 0, 0], .unknownLayout(layout))
        }
    }
    @Test func `planes have a byte an element, never -128`() {
        expect([1] + Array(repeating: 0, count: 14), .truncated(channel: 2))
        var planes: [UInt8] = Array(repeating: 0, count: 15)
        planes[6] = 0x80
        expect([1] + planes, .elementOutOfRange(channel: 1))
    }
    @Test func `a channel table that ends early, or pads with ones, is refused`() {
        expect([2], .truncated(channel: 0))
        expect([2, 0], .truncated(channel: 0))
        expect([2, 0, 1], .paddingNotZero)
        expect([2, 0, 0, 0], .trailingBytes(count: 1))
    }
    @Test func `bits that end early name their channel`() {
        // Channel 1 in Rice's code with parameter 0, then no bits.
        expect([2, 0x01, 0x00], .truncated(channel: 1))
        // Five zeros for channel 1 take five bits; three pad.
        #expect(throws: Never.self) { try decode([2, 0x01, 0x00, 0], quantisation, 5, 256) }
        expect([2, 0x01, 0x00, 1], .paddingNotZero)
        expect([2, 0x01, 0x00, 0, 0], .trailingBytes(count: 1))
    }
    @Test func `an escaped element is at most 127`() {
        // Fifteen ones, then zigzag 255 (-128) in eight bits.
        let ones: [UInt8] = [0xFF, 0xFE | 0x01, 0xFE, 0, 0]
        expect([2, 0x10, 0x00] + ones, .elementOutOfRange(channel: 0))
        // In the sparse code: run 0, sign 1, then a magnitude of 128.
        let sparse: [UInt8] = [0b0111_1111, 0xFF, 0b1011_1111, 0b1000_0000]
        expect([2, 0x80, 0x00] + sparse, .elementOutOfRange(channel: 0))
    }
    @Test func `a run of zeros stays in its channel`() {
        // Sparse with parameter 0: six zeros in unary, where the channel has five elements.
        expect([2, 0x80, 0x00, 0b1111_1100], .runTooLong(channel: 0))
        #expect(throws: Never.self) {
            try decode([2, 0x80, 0x00, 0b1111_1000], quantisation, 5, 256)
        }
    }
    @Test func `a damaged LZ4 block is refused`() {
        expect([0x81], .damagedBlock)
        expect([0x81, 0xF0], .damagedBlock)
        // A literal run that unpacks to 16 bytes, where the worst latent takes 15.
        expect([0x81, 0x1F] + Array(repeating: 1, count: 5), .damagedBlock)
    }

    @Test func `every truncation and every flipped bit throws or yields a finite latent`() throws {
        for latent in try samples() {
            // An arithmetic code word says less about its end: zeros are read behind it.
            let isAdaptive = latent[0] & 0x3F == LatentLayout.adaptive.rawValue
            for count in 0..<latent.count - (isAdaptive ? 4 : 0) {
                #expect(throws: LatentCodecError.self) {
                    try decode(Array(latent.prefix(count)), wide, 72, 256)
                }
            }
            var decoder = try LatentDecoder(quantisation: wide, elementsPerChannel: 72)
            for bit in 0..<latent.count * 8 {
                var flipped = latent
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                let decoded = try? decoder.decode(flipped, codec: 1, multiplier: 256)
                let isSound = decoded?.allSatisfy { $0.isFinite && abs($0) <= 127 } ?? true
                if !isSound || (decoded?.count ?? 144) != 144 {
                    Issue.record("bit \(bit) yields what no latent is")
                }
            }
        }
    }
    @Test func `random bytes throw or yield a finite latent`() throws {
        let seed = Seed(8)
        print("seed \(seed.value)")
        var random = seed.stream("noise")
        var decoder = try LatentDecoder(quantisation: wide, elementsPerChannel: 72)
        for _ in 0..<5_000 {
            var bytes = (0..<random.integer(in: 1..<100)).map { _ in
                UInt8(truncatingIfNeeded: random.next())
            }
            bytes[0] = [1, 2, 3, 0x81, 0x82, 0x83][random.integer(in: 0..<6)]
            let decoded = try? decoder.decode(bytes, codec: 1, multiplier: 256)
            if let decoded, decoded.count != 144 || !decoded.allSatisfy({ abs($0) <= 127 }) {
                Issue.record("noise yields what no latent is")
            }
        }
    }
    @Test func `every error says what is wrong and what to do`() {
        let errors: [LatentCodecError] = [
            .unsupportedShape(channelCount: 300, elementsPerChannel: 1),
            .wrongElementCount(expected: 1, found: 2), .notFinite(index: 3), .zeroMultiplier,
            .unusableStep(channel: 4), .unknownCodec(5), .wrongByteCount(found: 6, highest: 7),
            .unknownLayout(8), .missingReference, .damagedBlock, .truncated(channel: 9),
            .trailingBytes(count: 10),
            .elementOutOfRange(channel: 11), .runTooLong(channel: 12), .paddingNotZero,
        ]
        for error in errors { #expect(error.description.contains("; "), "\(error)") }
        #expect(Set(errors.map(\.description)).count == errors.count)
    }

    private let wide = steps([1, 1])

    /// One latent of each layout, with and without an LZ4 block but for the golomb layout in one,
    /// which needs a latent that repeats only after packing.
    private func samples() throws -> [[UInt8]] {
        var random = Seed(9).stream("samples")
        let few = (0..<144).map { _ in Float(random.normal(mean: 0, deviation: 1.5).rounded()) }
        let noise = (0..<144).map { _ in Float(random.integer(in: -127..<128)) }
        let waves = (0..<144).map { Float([90, -41, 17, 101, -77, 3][$0 % 6]) }
        let samples = try [few, noise, waves].map { try encode($0, wide, 72, 256, .fast) }
        #expect(samples.map { $0[0] } == [2, 1, 0x81])
        var packed: [UInt8] = []
        var golomb = GolombEncoder(channelCount: 2, elementsPerChannel: 72)
        let integers = waves.map { Int8($0) }
        #expect(golomb.plan(integers) > 0)
        golomb.write(integers, into: &packed)
        var adaptive = AdaptiveEncoder(elementsPerChannel: 72)
        var small: [UInt8] = []
        let zeros = [Int8](repeating: 0, count: 144)
        adaptive.encode(few.map { Int8($0) }, reference: zeros, isPredicted: false, into: &small)
        var block: [UInt8] = []
        #expect(BlockCompression.compress(packed, into: &block, limit: 200))
        return samples + [[3] + small, [0x82] + block]
    }
    private func expect(_ bytes: [UInt8], _ error: LatentCodecError) {
        #expect(throws: error) { try decode(bytes, quantisation, 5, 256) }
    }
}
