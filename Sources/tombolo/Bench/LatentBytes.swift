import Foundation

/// Bytes of one latent in several forms, means over the sample.
struct LatentBytes: Codable {
    /// Latents in the sample.
    let latents: Int
    /// As the head gives it.
    let float32: Double
    /// One byte an element.
    let int8: Double
    /// The zeroth-order entropy of the integers, each channel by its own histogram over the sample:
    /// what an ideal coder that knew these tables beforehand would send.
    let entropy: Double
    /// LZ4 over the int8 planes.
    let plainLZ4: Double
    /// The latent codec.
    let codec: Double

    /// Counts latents of `channels` channels, quantised and compressed both ways.
    init(integers: [[Int8]], channels: Int, plainLZ4: [Int], codec: [Int]) {
        let count = Double(integers.count)
        let elements = integers.first?.count ?? 0
        latents = integers.count
        float32 = Double(4 * elements)
        int8 = Double(elements)
        entropy = Self.entropyBits(integers, channels: channels) / 8 / count
        self.plainLZ4 = Double(plainLZ4.reduce(0, +)) / count
        self.codec = Double(codec.reduce(0, +)) / count
    }

    /// Lines for people.
    var lines: [String] {
        func row(_ name: String, _ bytes: Double) -> String {
            String(format: "%9.1f bytes  %5.2f x entropy  ", bytes, bytes / entropy) + name
        }
        return [
            "", "Bytes of one latent, mean of \(latents) rendered frames at multiplier 1",
            row("float32", float32), row("int8", int8),
            row("zeroth-order entropy of the int8, by channel", entropy),
            row("plain LZ4 of int8 planes", plainLZ4), row("latent codec", codec),
        ]
    }

    private static func entropyBits(_ latents: [[Int8]], channels: Int) -> Double {
        var bits = 0.0
        for channel in 0..<channels {
            var histogram = [Double](repeating: 0, count: 256)
            var total = 0.0
            for latent in latents {
                let plane = latent.count / channels
                for element in latent[channel * plane..<(channel + 1) * plane] {
                    histogram[Int(UInt8(bitPattern: element))] += 1
                    total += 1
                }
            }
            for count in histogram where count > 0 { bits -= count * log2(count / total) }
        }
        return bits
    }
}
