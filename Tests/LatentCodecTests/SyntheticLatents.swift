import Foundation
import Randomness
import Tensors

/// Latents as a bottleneck trained with a rate term yields them: Laplacian, each channel with a
/// scale of its own, 16 x 6 x 12.
struct SyntheticLatents {
    static let channelCount = 16
    static let elementsPerChannel = 72
    static let elementCount = channelCount * elementsPerChannel

    /// Scales in steps, one a channel.
    let scales: [Double]

    /// Scales spread log-normally by `spread`, so that the mean entropy of an element is
    /// `bitsPerElement`.
    init(bitsPerElement: Double, spread: Double, _ random: inout RandomStream) {
        let relative = (0..<Self.channelCount).map { _ in
            exp(random.normal(mean: 0, deviation: spread))
        }
        var (low, high) = (1e-3, 1e2)
        for _ in 0..<24 {
            let middle = (low * high).squareRoot()
            let bits = relative.reduce(0) { $0 + Self.entropy(scale: middle * $1) }
            if bits / Double(Self.channelCount) < bitsPerElement {
                low = middle
            } else {
                high = middle
            }
        }
        scales = relative.map { $0 * low }
    }

    /// One latent, in steps.
    func latent(_ random: inout RandomStream) -> [Float] {
        scales.flatMap { scale in
            (0..<Self.elementsPerChannel).map { _ in
                let side = random.unit() - 0.5
                let magnitude = -scale * log(1 - 2 * abs(side))
                return Float(side < 0 ? -magnitude : magnitude)
            }
        }
    }
    /// Bytes of the zeroth-order entropy of a latent, each channel with its own true distribution.
    var entropyByteCount: Double {
        scales.reduce(0) { $0 + Self.entropy(scale: $1) } * Double(Self.elementsPerChannel) / 8
    }

    /// Bits of one rounded Laplacian number.
    private static func entropy(scale: Double) -> Double {
        func below(_ x: Double) -> Double {
            x < 0 ? 0.5 * exp(x / scale) : 1 - 0.5 * exp(-x / scale)
        }
        return (-127...127).reduce(0) { bits, integer in
            let mass = below(Double(integer) + 0.5) - below(Double(integer) - 0.5)
            return mass > 1e-15 ? bits - mass * log2(mass) : bits
        }
    }
}
