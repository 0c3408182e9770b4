/// Reads bits from bytes that its caller lends to each call, the highest bit of a byte first.
///
/// Returns nil at the end of the bytes, and never reads beyond it.
struct BitReader {
    private var position = 0

    /// Skips whole bytes; false if there are fewer.
    mutating func skip(bytes count: Int, of bytes: Span<UInt8>) -> Bool {
        guard position + 8 * count <= 8 * bytes.count else { return false }
        position += 8 * count
        return true
    }
    /// Reads `count` bits as a number; at most 32.
    @inline(__always)
    mutating func bits(_ count: Int, of bytes: Span<UInt8>) -> Int? {
        guard position + count <= 8 * bytes.count else { return nil }
        guard count > 0 else { return 0 }
        let value = Int(truncatingIfNeeded: window(bytes) >> UInt64(64 - count))
        position += count
        return value
    }
    /// Reads a number in Rice's code.
    @inline(__always)
    mutating func rice(parameter: Int, plainBits: Int, of bytes: Span<UInt8>) -> Int? {
        let window = window(bytes)
        // Zeros stand behind the end: what they decide is refused by the position.
        let quotient = (~window).leadingZeroBitCount
        guard quotient < ChannelCode.escapeLength else {
            position += ChannelCode.escapeLength
            return bits(plainBits, of: bytes)
        }
        position += quotient + 1
        guard position + parameter <= 8 * bytes.count else { return nil }
        let low = ((window << UInt64(quotient + 1)) >> 32) >> UInt64(32 - parameter)
        position += parameter
        return quotient << parameter | Int(truncatingIfNeeded: low)
    }
    /// Throws unless what is left are the zeros that fill up the last byte.
    mutating func finish(_ bytes: Span<UInt8>) throws(LatentCodecError) {
        let padding = (8 - position % 8) % 8
        guard bits(padding, of: bytes) == 0 else { throw .paddingNotZero }
        guard position == 8 * bytes.count else {
            throw .trailingBytes(count: bytes.count - position / 8)
        }
    }

    /// As `window`, where eight bytes are left: nil at the end of the bytes.
    @inline(__always)
    func word(_ bytes: Span<UInt8>) -> UInt64? {
        let start = position &>> 3
        guard start &+ 8 <= bytes.count else { return nil }
        let word = unsafe bytes.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: start, as: UInt64.self)
        return UInt64(bigEndian: word) &<< UInt64(truncatingIfNeeded: position & 7)
    }
    /// Skips bits that `word` has shown.
    @inline(__always)
    mutating func advance(bits count: Int) { position &+= count }

    /// The next 57 bits or more, from the highest bit down, zeros behind the end.
    @inline(__always)
    private func window(_ bytes: Span<UInt8>) -> UInt64 {
        if let word = word(bytes) { return word }
        let start = position >> 3
        var word: UInt64 = 0
        for index in start..<start + 8 {
            word = word << 8 | (index < bytes.count ? UInt64(bytes[index]) : 0)
        }
        return word << UInt64(position & 7)
    }
}
