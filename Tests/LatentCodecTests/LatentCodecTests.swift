import Randomness
import Tensors
import Testing

@testable import LatentCodec

@Suite struct LatentCodecTests {
    /// Three channels of steps 0.5, 1 and 0.01, five elements each.
    private let quantisation = steps([0.5, 1, 0.01])

    @Test(arguments: [Effort.fast, .small])
    func `a latent comes back within half a step`(effort: Effort) throws {
        let seed = Seed(20_261_123)
        print("seed \(seed.value)")
        var random = seed.stream("round trips")
        for _ in 0..<200 {
            let channelCount = random.integer(in: 1..<20)
            let elementsPerChannel = random.integer(in: 1..<90)
            let quantisation = steps((0..<channelCount).map { _ in Float(random.uniform(0.01, 4)) })
            let multiplier = UInt16(random.integer(in: 64..<1_024))
            let spread = random.uniform(0.1, 60)
            let latent = (0..<channelCount * elementsPerChannel).map { _ in
                Float(random.normal(mean: 0, deviation: spread))
            }
            let bytes = try encode(latent, quantisation, elementsPerChannel, multiplier, effort)
            let decoded = try decode(bytes, quantisation, elementsPerChannel, multiplier)
            #expect(bytes.count <= latent.count + 1)
            let isClose = latent.indices.allSatisfy { index in
                let step = quantisation.steps[index / elementsPerChannel] * Float(multiplier) / 256
                return abs(latent[index]) > 127 * step
                    ? abs(decoded[index]) == 127 * step && decoded[index] * latent[index] > 0
                    : abs(latent[index] - decoded[index]) <= step * 0.500_01
            }
            #expect(isClose)
        }
    }

    @Test func `decoding is quantising there and back`() throws {
        let latent: [Float] = [
            0.2, 0.25, -0.25, 63.6, -1_000, 3, -3, 0, 0, 0, 0, 0.01, 0, 0, -0.02,
        ]
        let quantiser = try Quantiser(parameters: quantisation, elementsPerChannel: 5)
        var integers: [Int8] = []
        try quantiser.quantise(latent.span, multiplier: 256, into: &integers)
        #expect(integers == [0, 1, -1, 127, -127, 3, -3, 0, 0, 0, 0, 1, 0, 0, -2])
        var expected = [Float](repeating: 9, count: 15)
        var span = expected.mutableSpan
        try quantiser.dequantise(integers.span, multiplier: 256, into: &span)
        let bytes = try encode(latent, quantisation, 5, 256)
        #expect(try decode(bytes, quantisation, 5, 256) == expected)
        #expect(expected[3] == 63.5 && expected[4] == -63.5)
    }

    @Test func `a larger multiplier costs fewer bytes and more error`() throws {
        var random = Seed(3).stream("rate")
        let synthetic = SyntheticLatents(bitsPerElement: 3, spread: 0.5, &random)
        let latent = synthetic.latent(&random)
        let quantisation = steps(Array(repeating: 1, count: 16))
        let sizes = try [192, 256, 384, 512].map { multiplier in
            try encode(latent, quantisation, 72, multiplier).count
        }
        #expect(sizes == sizes.sorted(by: >) && Set(sizes).count == 4)
    }

    @Test func `a latent of zeros takes one bit field a channel`() throws {
        let zeros = [Float](repeating: 0, count: 1_152)
        let quantisation = steps(Array(repeating: 1, count: 16))
        #expect(try encode(zeros, quantisation, 72, 256, .fast).count <= 9)
    }

    @Test func `noise that nothing shortens is sent as planes`() throws {
        var random = Seed(4).stream("noise")
        let noise = (0..<1_152).map { _ in Float(random.integer(in: -127..<128)) }
        let bytes = try encode(noise, steps(Array(repeating: 1, count: 16)), 72, 256)
        #expect(bytes.count == 1_153)
        #expect(bytes[0] == LatentLayout.planes.rawValue)
        #expect(try decode(bytes, steps(Array(repeating: 1, count: 16)), 72, 256) == noise)
    }

    @Test func `a repeating latent is sent as an LZ4 block`() throws {
        let waves = (0..<1_152).map { Float([90, -41, 17, 101, -77, 3, 60, -9][$0 % 8]) }
        let bytes = try encode(waves, steps(Array(repeating: 1, count: 16)), 72, 256)
        #expect(bytes[0] == LatentLayout.planes.rawValue | LatentLayout.compressed)
        #expect(bytes.count < 40)
        #expect(try decode(bytes, steps(Array(repeating: 1, count: 16)), 72, 256) == waves)
    }

    @Test func `a channel in any of the sixteen codes comes back`() throws {
        var random = Seed(5).stream("codes")
        var seen: Set<Int> = []
        for _ in 0..<600 {
            let density = random.uniform(0, 1) * random.uniform(0, 1)
            let scale = random.uniform(1, random.chance(0.3) ? 120 : 6)
            let integers = (0..<500).map { _ -> Int8 in
                guard random.chance(density) else { return 0 }
                return Int8(random.normal(mean: 0, deviation: scale).rounded().clamped(to: 127))
            }
            var bytes: [UInt8] = []
            var encoder = GolombEncoder(channelCount: 1, elementsPerChannel: 500)
            let byteCount = encoder.plan(integers)
            encoder.write(integers, into: &bytes)
            #expect(bytes.count == byteCount)
            seen.insert(Int(bytes[0] >> 4))
            var decoded = [Int8](repeating: 9, count: 500)
            try GolombDecoder(channelCount: 1, elementsPerChannel: 500).decode(
                bytes.span, into: &decoded)
            #expect(decoded == integers)
        }
        #expect(seen.count >= 14, "\(seen.sorted())")
    }

    @Test func `the code of a channel is the shortest of all sixteen`() throws {
        var random = Seed(7).stream("shortest")
        for _ in 0..<400 {
            let density = random.unit() * random.unit()
            let integers = (0..<72).map { index -> Int8 in
                // Every other time zeros lie together: a long run beside short ones.
                let isQuiet = random.chance(1 - density) || (density > 0.5 && index > 20)
                return isQuiet ? 0 : Int8(random.normal(mean: 0, deviation: 3).clamped(to: 127))
            }
            var encoder = GolombEncoder(channelCount: 1, elementsPerChannel: 72)
            #expect(encoder.plan(integers) == 1 + (Self.fewestBits(integers) + 7) / 8)
        }
    }

    /// By the definition of the codes, one after the other.
    private static func fewestBits(_ integers: [Int8]) -> Int {
        guard integers.contains(where: { $0 != 0 }) else { return 0 }
        let dense = (0..<7).map { parameter in
            integers.reduce(0) {
                $0
                    + ChannelCode.bitCount(
                        Int(ChannelCode.zigzag($1)), parameter: parameter, plainBits: 8)
            }
        }
        let sparse = (0..<8).map { parameter in
            var (bits, run) = (0, 0)
            for integer in integers {
                guard integer != 0 else {
                    run += 1
                    continue
                }
                bits += ChannelCode.bitCount(run, parameter: parameter, plainBits: 7) + 1
                bits += ChannelCode.bitCount(
                    Int(integer.magnitude) - 1, parameter: 0, plainBits: 8)
                run = 0
            }
            return run > 0
                ? bits + ChannelCode.bitCount(run, parameter: parameter, plainBits: 7) : bits
        }
        return min(dense.min() ?? 0, sparse.min() ?? 0)
    }

    @Test(arguments: [Effort.fast, .small])
    func `scratch kept from one latent does not leak into the next`(effort: Effort) throws {
        let quantisation = steps(Array(repeating: 1, count: 16))
        var encoder = try LatentEncoder(
            quantisation: quantisation, elementsPerChannel: 72, effort: effort)
        var decoder = try LatentDecoder(quantisation: quantisation, elementsPerChannel: 72)
        var random = Seed(6).stream("scratch")
        for bits in [3.0, 1.0, 2.5, 1.5] {
            let synthetic = SyntheticLatents(bitsPerElement: bits, spread: 1, &random)
            let latent = synthetic.latent(&random)
            let bytes = try encoder.encode(latent, multiplier: 256)
            #expect(try bytes == encode(latent, quantisation, 72, 256, effort))
            let decoded = try decoder.decode(bytes, codec: 1, multiplier: 256)
            #expect(try decoded == decode(bytes, quantisation, 72, 256))
        }
    }

    @Test func `encoding appends behind what the buffer holds`() throws {
        var encoder = try LatentEncoder(
            quantisation: quantisation, elementsPerChannel: 5, effort: .small)
        let latent = [Float](repeating: 1, count: 15)
        var bytes: [UInt8] = [1, 2, 3]
        try encoder.encode(latent.span, multiplier: 256, appendingTo: &bytes)
        #expect(try Array(bytes) == [1, 2, 3] + encoder.encode(latent, multiplier: 256))
        let before = bytes
        #expect(throws: LatentCodecError.zeroMultiplier) {
            try encoder.encode(latent.span, multiplier: 0, appendingTo: &bytes)
        }
        #expect(bytes == before)
    }
}

extension Double {
    fileprivate func clamped(to bound: Double) -> Double {
        Swift.min(Swift.max(self, -bound), bound)
    }
}
