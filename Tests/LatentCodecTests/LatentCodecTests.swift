import Randomness
import Tensors
import Testing

@testable import LatentCodec

@Suite struct LatentCodecTests {
    /// Three channels of steps 0.5, 1 and 0.01, five elements each.
    private let quantisation = steps([0.5, 1, 0.01])

    @Test func `a latent comes back within half a step`() throws {
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
            let bytes = try encode(latent, quantisation, elementsPerChannel, multiplier)
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
        #expect(try encode(zeros, quantisation, 72, 256).count <= 9)
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
            GolombEncoder(channelCount: 1, elementsPerChannel: 500).encode(integers, into: &bytes)
            seen.insert(Int(bytes[0] >> 4))
            var decoded: [Int8] = []
            try GolombDecoder(channelCount: 1, elementsPerChannel: 500).decode(
                bytes.span, into: &decoded)
            #expect(decoded == integers)
        }
        #expect(seen.count >= 14, "\(seen.sorted())")
    }

    @Test func `scratch kept from one latent does not leak into the next`() throws {
        let quantisation = steps(Array(repeating: 1, count: 16))
        var encoder = try LatentEncoder(quantisation: quantisation, elementsPerChannel: 72)
        var decoder = try LatentDecoder(quantisation: quantisation, elementsPerChannel: 72)
        var random = Seed(6).stream("scratch")
        for bits in [3.0, 1.0, 2.5, 1.5] {
            let synthetic = SyntheticLatents(bitsPerElement: bits, spread: 1, &random)
            let latent = synthetic.latent(&random)
            let bytes = try encoder.encode(latent, multiplier: 256)
            #expect(try bytes == encode(latent, quantisation, 72, 256))
            let decoded = try decoder.decode(bytes, codec: 1, multiplier: 256)
            #expect(try decoded == decode(bytes, quantisation, 72, 256))
        }
    }

    @Test func `encoding appends behind what the buffer holds`() throws {
        var encoder = try LatentEncoder(quantisation: quantisation, elementsPerChannel: 5)
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
