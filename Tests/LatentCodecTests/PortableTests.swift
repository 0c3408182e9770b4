import Randomness
import Testing

@testable import LatentCodec

/// The fast kernels against the layouts as the specification says them, bit by bit.
@Suite struct PortableTests {
    @Test func `golomb writes and reads what the plain code does`() throws {
        let seed = Seed(20_261_127)
        print("seed \(seed.value)")
        var random = seed.stream("portable golomb")
        for round in 0..<120 {
            let (channels, plane) = Self.shape(round, &random)
            let integers = Self.integers(channels * plane, &random)
            let portable = PortableGolomb(channelCount: channels, elementsPerChannel: plane)
            var encoder = GolombEncoder(channelCount: channels, elementsPerChannel: plane)
            var bytes: [UInt8] = [7]
            #expect(encoder.plan(integers) == portable.encode(integers).count)
            encoder.write(integers, into: &bytes)
            #expect(bytes == portable.encode(integers))
            for _ in 0..<5 {
                let decoder = GolombDecoder(channelCount: channels, elementsPerChannel: plane)
                var decoded = [Int8](repeating: 9, count: integers.count)
                let found = Result { () throws(LatentCodecError) -> [Int8] in
                    try decoder.decode(bytes.span, into: &decoded)
                    return decoded
                }
                let expected = Result { () throws(LatentCodecError) -> [Int8] in
                    try portable.decode(bytes)
                }
                #expect(found == expected)
                Self.damage(&bytes, &random)
            }
        }
    }
    @Test func `adaptive writes and reads what the plain code does`() throws {
        let seed = Seed(20_261_128)
        print("seed \(seed.value)")
        var random = seed.stream("portable adaptive")
        for round in 0..<100 {
            let (channels, plane) = Self.shape(round, &random)
            let integers = Self.integers(channels * plane, &random)
            let isPredicted = random.chance(0.5)
            let reference =
                isPredicted
                ? Self.integers(channels * plane, &random)
                : Array(repeating: 0, count: channels * plane)
            var portable = PortableAdaptive(elementsPerChannel: plane)
            var encoder = AdaptiveEncoder(elementsPerChannel: plane)
            var decoder = AdaptiveDecoder(elementsPerChannel: plane)
            var bytes: [UInt8] = [7]
            encoder.encode(
                integers, reference: reference, isPredicted: isPredicted, into: &bytes)
            #expect(
                bytes
                    == portable.encode(integers, reference: reference, isPredicted: isPredicted))
            for _ in 0..<5 {
                var decoded = [Int8](repeating: 9, count: integers.count)
                let found = Result { () throws(LatentCodecError) -> [Int8] in
                    try decoder.decode(
                        bytes.span, reference: reference, isPredicted: isPredicted, into: &decoded)
                    return decoded
                }
                let expected = Result { () throws(LatentCodecError) -> [Int8] in
                    try portable.decode(bytes, reference: reference, isPredicted: isPredicted)
                }
                #expect(found == expected)
                Self.damage(&bytes, &random)
            }
        }
    }

    /// Small ones too: a vector, a word and an entry then reach over a channel's end.
    private static func shape(_ round: Int, _ random: inout RandomStream) -> (Int, Int) {
        if round < 40 { return (1 + round % 5, 1 + round % 8) }
        return (random.integer(in: 1..<7), random.integer(in: 1..<(round % 10 == 0 ? 700 : 90)))
    }
    /// Elements of every kind: dense and sparse, small and escaped, long runs.
    private static func integers(_ count: Int, _ random: inout RandomStream) -> [Int8] {
        let density = random.unit() * random.unit()
        let scale = random.chance(0.2) ? random.uniform(20, 120) : random.uniform(0.5, 6)
        return (0..<count).map { _ in
            guard random.chance(density) else { return 0 }
            let number = random.normal(mean: 0, deviation: scale).rounded()
            return Int8(min(max(number, -127), 127))
        }
    }
    private static func damage(_ bytes: inout [UInt8], _ random: inout RandomStream) {
        switch random.integer(in: 0..<4) {
        case 0: bytes = Array(bytes.dropLast(random.integer(in: 1..<4)))
        case 1: bytes.append(UInt8(truncatingIfNeeded: random.next()))
        default:
            guard !bytes.isEmpty else { return }
            let place = random.integer(in: 0..<bytes.count)
            bytes[place] ^= 1 << UInt8(random.integer(in: 0..<8))
        }
    }
}
