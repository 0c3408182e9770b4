/// CRC-32C on any processor, eight bytes a step, each by a table of its own (slicing-by-8 of
/// Kounavis and Berry, 2005). What the processor's instructions are held against.
enum SlicedCRC32C {
    /// Bytes of a step.
    private static let width = 8
    /// By how many bytes follow, 0 to 7, and byte: the remainder, 8 KiB.
    private static let tables: [UInt32] = {
        var tables = (0..<256).map { (byte: UInt32) in
            (0..<8).reduce(byte) { remainder, _ in
                remainder & 1 == 0 ? remainder >> 1 : (remainder >> 1) ^ 0x82F6_3B78
            }
        }
        for entry in 256..<256 * width {
            let before = tables[entry - 256]
            tables.append(tables[Int(before & 0xFF)] ^ before >> 8)
        }
        return tables
    }()

    /// The state after `bytes`.
    static func update(_ initial: UInt32, _ bytes: Span<UInt8>) -> UInt32 {
        let held = tables
        let tables = held.span
        let raw = unsafe bytes.bytes
        var state = initial
        var offset = 0
        while offset &+ width <= raw.byteCount {
            let next = unsafe UInt64(
                littleEndian: raw.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: offset, as: UInt64.self))
            let word = next ^ UInt64(state)
            state = 0
            for byte in 0..<width {
                let value = Int(truncatingIfNeeded: word &>> UInt64(8 * byte)) & 0xFF
                // Eight tables of 256: the count is the initialiser's.
                state ^= unsafe tables[unchecked: (width - 1 - byte) << 8 | value]
            }
            offset &+= width
        }
        while offset < bytes.count {
            state = tables[Int((state ^ UInt32(bytes[offset])) & 0xFF)] ^ state >> 8
            offset += 1
        }
        return state
    }
}
