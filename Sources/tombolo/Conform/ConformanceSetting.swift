/// What all cases of a run share.
struct ConformanceSetting: Sendable {
    /// Where the fields of messages lie.
    var fields: FrameFields
    /// Fields that a case leaves out, by message.
    var defaults: [String: [String: CaseValue]]
    /// The vectors' bytes by name, such as `invalid/bit-flipped`.
    var vectors: [String: [UInt8]]
    /// The bundle that the endpoint serves or runs.
    var bundle: [UInt8]
    /// Channels of the bundle's latent.
    var channels: Int
    /// Elements of the bundle's latent, all channels together.
    var elements: Int
    /// Numbers of the bundle's state vector.
    var stateCount: Int

    /// A compressed latent by section 5, layout golomb: zeros behind a first element of so many
    /// steps, alone or as steps from what it was predicted from.
    func latent(first steps: Int, isPredicted: Bool) -> [UInt8] {
        var table = [UInt8](repeating: 0, count: (channels + 1) / 2)
        var bits: [Bool] = []
        if steps != 0 {
            // The first channel as zigzag numbers in R(0, 8).
            table[0] = 1 << 4
            let zigzag = steps > 0 ? 2 * steps : -2 * steps - 1
            bits = [Bool](repeating: true, count: min(zigzag, 15))
            if zigzag < 15 {
                bits.append(false)
            } else {
                bits += (0..<8).reversed().map { zigzag >> $0 & 1 == 1 }
            }
            bits += [Bool](repeating: false, count: elements / channels - 1)
        }
        var packed = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for (index, bit) in bits.enumerated() where bit { packed[index / 8] |= 0x80 >> (index % 8) }
        return [isPredicted ? 0x42 : 0x02] + table + packed
    }
}
