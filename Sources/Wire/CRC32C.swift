/// CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, initial value and final XOR all ones, as
/// in RFC 3720, appendix B.4. It guards against damage, never against a forger.
public enum CRC32C {
    /// The remainder of every byte value, for one table step a byte.
    private static let table: [UInt32] = (0..<256).map { (byte: UInt32) in
        (0..<8).reduce(byte) { remainder, _ in
            remainder & 1 == 0 ? remainder >> 1 : (remainder >> 1) ^ 0x82F6_3B78
        }
    }

    /// The checksum of `bytes`.
    public static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
        ~update(.max, bytes, 0..<bytes.count)
    }
    /// The checksum of `bytes`.
    public static func checksum(_ bytes: [UInt8]) -> UInt32 { checksum(bytes.span) }

    /// The checksum of `bytes` as if the four at `offset` were zero: a control part's own.
    static func checksum(_ bytes: Span<UInt8>, zeroing offset: Int) -> UInt32 {
        var state = update(.max, bytes, 0..<offset)
        for _ in 0..<4 { state = step(state, 0) }
        return ~update(state, bytes, offset + 4..<bytes.count)
    }

    private static func update(
        _ initial: UInt32, _ bytes: Span<UInt8>, _ range: Range<Int>
    ) -> UInt32 {
        var state = initial
        for index in range { state = step(state, bytes[index]) }
        return state
    }
    private static func step(_ state: UInt32, _ byte: UInt8) -> UInt32 {
        table[Int((state ^ UInt32(byte)) & 0xff)] ^ (state >> 8)
    }
}
