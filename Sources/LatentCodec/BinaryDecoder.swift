/// Reads what `BinaryEncoder` wrote from bytes that its caller lends to each call; reads zeros
/// behind their end.
struct BinaryDecoder {
    /// The lower bound, and how far above it the upper one and the number lie.
    private var low: UInt32 = 0
    private var range: UInt32 = .max
    private var number: UInt32 = 0
    /// Bytes read, those behind the end counted.
    private var position = 0

    /// A chance moves by 1/32 of what it was wrong by.
    static let pace: UInt16 = 5

    init(_ bytes: Span<UInt8>) {
        for _ in 0..<4 { number = number << 8 | next(bytes) }
    }

    /// A one's share of a range. Below the range, since a chance stays below one.
    @inline(__always)
    static func share(_ range: UInt32, _ chance: UInt16) -> UInt32 {
        UInt32(truncatingIfNeeded: (UInt64(range) &* UInt64(chance)) &>> 16)
    }
    /// The chance after a one, where the mask is all ones, and after a zero, where it is zero.
    @inline(__always)
    static func adapted(_ chance: UInt16, _ mask: UInt16) -> UInt16 {
        // What it was wrong by, towards either end.
        let wrong = chance ^ mask
        return (wrong &- wrong &>> pace) ^ mask
    }
    /// Reads a decision and adapts its chance; for a caller that branches on it.
    @inline(__always)
    mutating func bit(_ chance: inout UInt16, of bytes: Span<UInt8>) -> Bool {
        let share = Self.share(range, chance)
        guard number <= share else {
            chance = Self.adapted(chance, 0)
            take(share &+ 1)
            range &-= share &+ 1
            renormalise(bytes)
            return false
        }
        chance = Self.adapted(chance, .max)
        range = share
        renormalise(bytes)
        return true
    }
    /// As `bit`, without a branch, for what nobody can guess: all ones for a one, else zero.
    @inline(__always)
    mutating func mask(_ chance: inout UInt16, of bytes: Span<UInt8>) -> UInt32 {
        let share = Self.share(range, chance)
        // The borrow of the difference, spread over the word.
        let mask = ~UInt32(truncatingIfNeeded: (UInt64(share) &- UInt64(number)) &>> 32)
        chance = Self.adapted(chance, UInt16(truncatingIfNeeded: mask))
        take((share &+ 1) & ~mask)
        let rest = range &- share &- 1
        range = rest ^ ((rest ^ share) & mask)
        renormalise(bytes)
        return mask
    }
    /// Reads `count` bits as a number.
    mutating func plain(bits count: Int, of bytes: Span<UInt8>) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            var even = ElementModel.even
            value = value << 1 | (bit(&even, of: bytes) ? 1 : 0)
        }
        return value
    }
    /// Throws unless the bytes end where an encoder may have ended them: at most four behind the
    /// last that was needed to tell the decisions apart.
    func finish(_ bytes: Span<UInt8>, channel: Int) throws(LatentCodecError) {
        guard bytes.count >= position - 4 else { throw .truncated(channel: channel) }
        guard bytes.count <= position else {
            throw .trailingBytes(count: bytes.count - position)
        }
    }

    @inline(__always)
    private mutating func take(_ skipped: UInt32) {
        low &+= skipped
        number &-= skipped
    }
    /// While both bounds agree in their first byte.
    @inline(__always)
    private mutating func renormalise(_ bytes: Span<UInt8>) {
        while (low ^ (low &+ range)) &>> 24 == 0 {
            low &<<= 8
            range = range &<< 8 | 0xFF
            number = number &<< 8 | next(bytes)
        }
    }
    @inline(__always)
    private mutating func next(_ bytes: Span<UInt8>) -> UInt32 {
        defer { position &+= 1 }
        return position < bytes.count ? unsafe UInt32(bytes[unchecked: position]) : 0
    }
}
