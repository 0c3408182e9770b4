import Foundation

/// Bytes of one latent in several forms, means over the sample.
struct LatentBytes: Codable {
    /// One form.
    struct Row: Codable {
        let name: String
        let bytes: Double
    }
    /// Latents in the sample.
    let latents: Int
    /// From the longest to the shortest, first those that stand alone.
    let rows: [Row]

    /// Lines for people.
    var lines: [String] {
        ["", "Bytes of one latent, mean of \(latents) rendered frames at multiplier 1"]
            + rows.map { String(format: "%9.1f bytes  ", $0.bytes) + $0.name }
    }

    /// The mean of byte counts as a row.
    static func row(_ name: String, _ byteCounts: [Int]) -> Row {
        Row(name: name, bytes: Double(byteCounts.reduce(0, +)) / Double(byteCounts.count))
    }
    /// The zeroth-order entropy of one latent's integers, each channel by its own histogram over
    /// the sample: what an ideal coder that knew these tables beforehand would send.
    static func entropy(_ name: String, _ latents: [[Int16]], channels: Int) -> Row {
        entropy(name, latents, given: latents.map { $0.map { _ in 0 } }, channels: channels)
    }
    /// The entropy of `latents` for who knows `others`, element by element, each channel by its own
    /// table over the sample. A sample this small flatters it by some bytes.
    static func entropy(
        _ name: String, _ latents: [[Int16]], given others: [[Int16]], channels: Int
    ) -> Row {
        var bits = 0.0
        for channel in 0..<channels {
            var joint: [Int32: Double] = [:]
            var known: [Int16: Double] = [:]
            for (latent, other) in zip(latents, others) {
                let plane = latent.count / channels
                for index in channel * plane..<(channel + 1) * plane {
                    joint[Int32(latent[index]) << 16 | Int32(other[index]) & 0xFFFF, default: 0] +=
                        1
                    known[other[index], default: 0] += 1
                }
            }
            for count in joint.values { bits -= count * log2(count) }
            for count in known.values { bits += count * log2(count) }
        }
        return Row(name: name, bytes: bits / 8 / Double(latents.count))
    }
}
