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
    mutating func bits(_ count: Int, of bytes: Span<UInt8>) -> Int? {
        guard position + count <= 8 * bytes.count else { return nil }
        var value = 0
        for _ in 0..<count {
            let byte = bytes[position / 8]
            value = value << 1 | Int(byte >> UInt8(7 - position % 8) & 1)
            position += 1
        }
        return value
    }
    /// Reads a number in Rice's code.
    mutating func rice(parameter: Int, plainBits: Int, of bytes: Span<UInt8>) -> Int? {
        var quotient = 0
        while quotient < ChannelCode.escapeLength {
            guard let bit = bits(1, of: bytes) else { return nil }
            guard bit == 1 else {
                guard let rest = bits(parameter, of: bytes) else { return nil }
                return quotient << parameter | rest
            }
            quotient += 1
        }
        return bits(plainBits, of: bytes)
    }
    /// Throws unless what is left are the zeros that fill up the last byte.
    mutating func finish(_ bytes: Span<UInt8>) throws(LatentCodecError) {
        let padding = (8 - position % 8) % 8
        guard bits(padding, of: bytes) == 0 else { throw .paddingNotZero }
        guard position == 8 * bytes.count else {
            throw .trailingBytes(count: bytes.count - position / 8)
        }
    }
}
