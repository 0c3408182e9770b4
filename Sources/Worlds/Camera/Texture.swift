/// Textures that need no table: hashes of whole numbers. All arithmetic wraps by design.
enum Texture {
    /// A number from [0, 1) that belongs to the grid point (x, y).
    @inline(__always)
    static func grain(_ x: Int32, _ y: Int32, seed: UInt64) -> Float {
        var word = UInt32(truncatingIfNeeded: seed)
        word ^= UInt32(bitPattern: x) &* 0x9e37_79b1
        word ^= UInt32(bitPattern: y) &* 0x85eb_ca77
        word = (word ^ (word >> 15)) &* 0x2c1b_3c6d
        word = (word ^ (word >> 12)) &* 0x297a_2d39
        word ^= word >> 15
        return Float(word >> 8) * 0x1p-24
    }
    /// Value noise on a line: grains at whole numbers, joined smoothly.
    static func smooth(_ x: Float, seed: UInt64) -> Float {
        let whole = x.rounded(.down)
        let part = x - whole
        let blend = part * part * (3 - 2 * part)
        let index = Int32(max(min(whole, 1e6), -1e6))
        let (low, high) = (grain(index, 7, seed: seed), grain(index &+ 1, 7, seed: seed))
        return low + (high - low) * blend
    }
}
