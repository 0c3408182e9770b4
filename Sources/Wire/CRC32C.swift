import CChecksum

/// CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, initial value and final XOR all ones, as
/// in RFC 3720, appendix B.4. It guards against damage, never against a forger.
///
/// By the processor's own instructions where it has them, else by tables (decision 5).
public enum CRC32C {
    /// Whether the processor has the instructions.
    static let isAccelerated = tombolo_crc32c_is_here()

    /// The checksum of `bytes`.
    public static func checksum(_ bytes: Span<UInt8>) -> UInt32 { ~update(.max, bytes) }
    /// The checksum of `bytes`.
    public static func checksum(_ bytes: [UInt8]) -> UInt32 { checksum(bytes.span) }

    /// The checksum of `bytes` as if the four at `offset` were zero: a control part's own.
    static func checksum(_ bytes: Span<UInt8>, zeroing offset: Int) -> UInt32 {
        let zeros: InlineArray<4, UInt8> = [0, 0, 0, 0]
        var state = update(.max, bytes.extracting(0..<offset))
        state = update(state, zeros.span)
        return ~update(state, bytes.extracting(offset + 4..<bytes.count))
    }

    private static func update(_ state: UInt32, _ bytes: Span<UInt8>) -> UInt32 {
        guard isAccelerated else { return SlicedCRC32C.update(state, bytes) }
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe tombolo_crc32c(state, bytes.baseAddress, bytes.count)
        }
    }
}
