import Randomness
import Tensors
import Testing

@testable import LatentCodec

/// What the codec costs over the entropy of its input, on Laplacian latents of 16 x 6 x 12.
@Suite struct RateTests {
    /// Entropy in bits an element, and the most each effort may take over it.
    private static let bounds: [(bits: Double, fast: Double, small: Double)] = [
        (1, 0.22, 0.17), (1.5, 0.14, 0.11), (2, 0.10, 0.08), (2.5, 0.08, 0.07), (3, 0.07, 0.06),
    ]

    @Test func `compressed latents stay close to their entropy`() throws {
        let seed = Seed(1)
        print("seed \(seed.value)")
        print("bits/element | scale spread | entropy, bytes | fast | small | LZ4 of planes")
        let quantisation = steps(Array(repeating: 1, count: SyntheticLatents.channelCount))
        for spread in [0.5, 1] {
            for (index, bound) in Self.bounds.enumerated() {
                var random = seed.stream("rate", UInt64(index))
                var (entropy, fast, small, plain) = (0.0, 0.0, 0.0, 0.0)
                let count = 12
                for _ in 0..<count {
                    let synthetic = SyntheticLatents(
                        bitsPerElement: bound.bits, spread: spread, &random)
                    let latent = synthetic.latent(&random)
                    let plane = SyntheticLatents.elementsPerChannel
                    entropy += synthetic.entropyByteCount
                    fast += Double(try encode(latent, quantisation, plane, 256, .fast).count)
                    small += Double(try encode(latent, quantisation, plane, 256, .small).count)
                    plain += Double(planesByteCount(latent))
                }
                let means = [entropy, fast, small, plain].map {
                    Int(($0 / Double(count)).rounded())
                }
                print(bound.bits, spread, means)
                #expect(fast / entropy - 1 < bound.fast)
                #expect(small / entropy - 1 < bound.small)
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
