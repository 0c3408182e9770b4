/// Reads what `BinaryEncoder` wrote from bytes that its caller lends to each call; reads zeros
/// behind their end.
struct BinaryDecoder {
    private var low: UInt32 = 0
    private var high: UInt32 = .max
    private var number: UInt32 = 0
    /// Bytes read, those behind the end counted.
    private var position = 0

    /// A chance moves by 1/32 of what it was wrong by.
    static let pace: UInt16 = 5

    init(_ bytes: Span<UInt8>) {
        for _ in 0..<4 { number = number << 8 | next(bytes) }
    }

    /// The upper bound of a one's share. Below `high`, since a chance stays below one.
    @inline(__always)
    static func middle(_ low: UInt32, _ high: UInt32, _ chance: UInt16) -> UInt32 {
        let share = (UInt64(high &- low) &* UInt64(chance)) >> 16
        return low &+ UInt32(truncatingIfNeeded: share)
    }
    /// Reads a decision and adapts its chance.
    @inline(__always)
    mutating func bit(_ chance: inout UInt16, of bytes: Span<UInt8>) -> Bool {
        let middle = Self.middle(low, high, chance)
        let bit = number <= middle
        if bit {
            high = middle
            chance &+= (0xFFFF &- chance) >> Self.pace
        } else {
            low = middle &+ 1
            chance &-= chance >> Self.pace
        }
        while (low ^ high) >> 24 == 0 {
            low <<= 8
            high = high << 8 | 0xFF
            number = number << 8 | next(bytes)
        }
        return bit
    }
    /// Reads `count` bits as a number.
    mutating func plain(bits count: Int, of bytes: Span<UInt8>) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            var even: UInt16 = 0x8000
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
    private mutating func next(_ bytes: Span<UInt8>) -> UInt32 {
        defer { position += 1 }
        return position < bytes.count ? UInt32(bytes[position]) : 0
    }
}
