/// How the integers of one channel become bits; four bits in the channel table name it.
///
/// Quantised latents are close to two-sided geometric, for which Golomb's codes with a power of two
/// (Rice, 1979) come within a few per cent of the entropy, without a model to share or to adapt.
/// The encoder counts the bits of all sixteen on every channel and takes the shortest.
enum ChannelCode: Hashable {
    /// No bits: every element is zero.
    case zero
    /// Each element as its zigzag number (0, -1, 1, -2 ... as 0, 1, 2, 3 ...) in Rice's code.
    case dense(parameter: Int)
    /// Runs of zeros in Rice's code, each followed by a sign bit and a magnitude less one in unary.
    /// A channel that ends in zeros ends with their run.
    case sparse(parameter: Int)

    /// The code's number in the channel table, and back.
    static let all: [ChannelCode] =
        [.zero] + (0..<denseCount).map { .dense(parameter: $0) }
        + (0..<sparseCount).map { .sparse(parameter: $0) }
    /// Parameters of the dense and the sparse code.
    static let denseCount = 7
    static let sparseCount = 8

    /// Ones after which a number follows in plain bits: a rare large one costs 23 bits, not 250.
    static let escapeLength = 15
    /// Plain bits of an element that is escaped.
    static let elementBits = 8

    /// Plain bits of a run that is escaped: what the channel's element count takes.
    static func runBits(elementsPerChannel: Int) -> Int {
        Int.bitWidth - elementsPerChannel.leadingZeroBitCount
    }
    /// 0, -1, 1, -2, 2 ... as 0, 1, 2, 3, 4 ...
    @inline(__always)
    static func zigzag(_ element: Int8) -> UInt16 {
        let wide = Int16(element)
        return UInt16(truncatingIfNeeded: wide &<< 1 ^ wide &>> 15)
    }
    /// Bits of `number` in Rice's code.
    @inline(__always)
    static func bitCount(_ number: Int, parameter: Int, plainBits: Int) -> Int {
        let quotient = number >> parameter
        return quotient < escapeLength ? quotient + 1 + parameter : escapeLength + plainBits
    }
}
