/// A seeded stream of random numbers: xoshiro256** (Blackman and Vigna, 2018).
///
/// Not for secrets. Every distribution uses IEEE basic operations only, so the draws are the same
/// on every machine.
public struct RandomStream: RandomNumberGenerator, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64)

    init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
        // The all-zero state is xoshiro's one fixed point.
        if (words.0 | words.1 | words.2 | words.3) == 0 { self.words.0 = 1 }
    }

    /// A stream that goes on where another one was when its `state` was asked for; nil if `state`
    /// is not four words, or all zero.
    public init?(state: [UInt64]) {
        guard state.count == 4, state.contains(where: { $0 != 0 }) else { return nil }
        words = (state[0], state[1], state[2], state[3])
    }

    /// Where the stream is, to go on from elsewhere: whoever has it knows every later draw.
    public var state: [UInt64] { [words.0, words.1, words.2, words.3] }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let product = words.1 &* 5
        let result = ((product << 7) | (product >> 57)) &* 9
        let shifted = words.1 << 17
        words.2 ^= words.0
        words.3 ^= words.1
        words.1 ^= words.2
        words.0 ^= words.3
        words.2 ^= shifted
        words.3 = (words.3 << 45) | (words.3 >> 19)
        return result
    }
    /// A number drawn evenly from [0, 1), with 53 random bits.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
    /// A number drawn evenly from [low, high).
    public mutating func uniform(_ low: Double, _ high: Double) -> Double {
        low + (high - low) * unit()
    }
    /// A whole number drawn evenly from `range`, which is not empty.
    public mutating func integer(in range: Range<Int>) -> Int {
        precondition(!range.isEmpty, "a draw needs a range that is not empty")
        // Multiply-shift on 53 bits: a bias under 2^-21 for the ranges used here.
        return range.lowerBound + Int(unit() * Double(range.count))
    }
    /// True with the given probability.
    public mutating func chance(_ probability: Double) -> Bool { unit() < probability }
    /// A normal number, by the sum of twelve uniform ones (exact to the third moment, tails cut at
    /// six deviations).
    public mutating func normal(mean: Double, deviation: Double) -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += unit() }
        return mean + deviation * sum
    }
}
