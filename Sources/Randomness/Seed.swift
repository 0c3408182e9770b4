/// The one number a run is replayed from; independent streams derive from it by name.
///
/// A component draws from its own stream, so a draw added in one never changes another.
public struct Seed: Hashable, Sendable {
    /// The seed's value, printed first by everything that is seeded.
    public let value: UInt64

    /// A seed from its value.
    public init(_ value: UInt64) { self.value = value }

    /// The stream called `name` with index `index`; the same name and index give the same draws.
    public func stream(_ name: StaticString, _ index: UInt64 = 0) -> RandomStream {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for scalar in name.description.unicodeScalars {
            hash = (hash ^ UInt64(scalar.value)) &* 0x100_0000_01b3  // FNV-1a wraps
        }
        var mixer = SplitMix64(state: value ^ hash)
        let first = mixer.next()
        var indexed = SplitMix64(state: first ^ (index &* 0x9e37_79b9_7f4a_7c15))
        return RandomStream(words: (indexed.next(), indexed.next(), indexed.next(), indexed.next()))
    }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014); all arithmetic
/// wraps by definition.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &+ 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
