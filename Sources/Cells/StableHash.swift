/// Hashing that is the same in every process, on every machine: `Hasher` is seeded anew in each.
enum StableHash {
    /// 64 bits of a name: FNV-1a over its UTF-8, which wraps by definition.
    static func key(of name: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return mixed(hash)
    }
    /// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): it takes neighbours far apart.
    static func mixed(_ bits: UInt64) -> UInt64 {
        var word = bits &+ 0x9e37_79b9_7f4a_7c15
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
    /// A number in (0, 1), never an end of it, by the upper 52 bits: the half needs the 53rd.
    static func unit(_ bits: UInt64) -> Double { (Double(bits >> 12) + 0.5) * 0x1p-52 }
    /// The natural logarithm of `number`, which is positive and finite.
    ///
    /// By IEEE basic operations only: a C library's last bit differs from machine to machine, and
    /// two processes that rank by it would then disagree.
    static func logarithm(_ number: Double) -> Double {
        var exponent = Double(number.exponent)
        var significand = number.significand
        if significand > 1.414_213_562_373_095_1 {
            significand /= 2
            exponent += 1
        }
        // 2 artanh(t) with |t| < 0.172.
        let ratio = (significand - 1) / (significand + 1)
        let square = ratio * ratio
        var sum = 0.0
        for term in (0..<Limits.logarithmTerms).reversed() {
            sum = sum * square + 1 / Double(2 * term + 1)
        }
        return 2 * ratio * sum + exponent * 0.693_147_180_559_945_3
    }
}
