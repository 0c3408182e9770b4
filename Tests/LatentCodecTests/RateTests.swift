import Randomness
import Tensors
import Testing

@testable import LatentCodec

/// What the codec costs over the entropy of its input, on Laplacian latents of 16 x 6 x 12.
@Suite struct RateTests {
    /// Entropy in bits an element, and the most the codec may take over it.
    private static let bounds: [(bits: Double, overhead: Double)] = [
        (1, 0.22), (1.5, 0.14), (2, 0.10), (2.5, 0.08), (3, 0.07),
    ]

    @Test func `compressed latents stay close to their entropy`() throws {
        let seed = Seed(1)
        print("seed \(seed.value)")
        print("bits/element | scale spread | entropy, bytes | codec, bytes | over | LZ4 of planes")
        let quantisation = steps(Array(repeating: 1, count: SyntheticLatents.channelCount))
        var encoder = try LatentEncoder(
            quantisation: quantisation, elementsPerChannel: SyntheticLatents.elementsPerChannel)
        for spread in [0.5, 1] {
            for (index, bound) in Self.bounds.enumerated() {
                var random = seed.stream("rate", UInt64(index))
                var (entropy, coded, plain) = (0.0, 0.0, 0.0)
                let count = 12
                for _ in 0..<count {
                    let synthetic = SyntheticLatents(
                        bitsPerElement: bound.bits, spread: spread, &random)
                    let latent = synthetic.latent(&random)
                    entropy += synthetic.entropyByteCount / Double(count)
                    coded +=
                        Double(try encoder.encode(latent, multiplier: 256).count) / Double(count)
                    plain += Double(planesByteCount(latent)) / Double(count)
                }
                let over = coded / entropy - 1
                print(
                    bound.bits, spread, Int(entropy.rounded()), Int(coded.rounded()),
                    "\(Int((over * 100).rounded())) %", Int(plain.rounded()), separator: " | ")
                #expect(over < bound.overhead)
            }
        }
    }

    private func planesByteCount(_ latent: [Float]) -> Int {
        let planes = latent.map { UInt8(bitPattern: Int8(min(max($0.rounded(), -127), 127))) }
        var block: [UInt8] = []
        let isShorter = BlockCompression.compress(planes, into: &block, limit: planes.count - 1)
        return 1 + (isShorter ? block.count : planes.count)
    }
}
