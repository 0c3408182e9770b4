/// The checksum of MCAP: CRC-32 with zlib's polynomial (ISO/IEC 3309, reflected 0xEDB88320).
struct CRC32: Sendable {
    private static let table: [UInt32] = (0..<256).map { index in
        var word = UInt32(index)
        for _ in 0..<8 { word = word & 1 == 1 ? word >> 1 ^ 0xedb8_8320 : word >> 1 }
        return word
    }
    private var state: UInt32 = 0xffff_ffff

    /// The checksum of what was added.
    var value: UInt32 { ~state }

    /// Adds bytes.
    mutating func add(_ bytes: Span<UInt8>) {
        let table = Self.table.span
        var word = state
        for index in bytes.indices {
            word = table[Int(UInt8(truncatingIfNeeded: word) ^ bytes[index])] ^ word >> 8
        }
        state = word
    }
    /// The checksum of `bytes` alone.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = CRC32()
        sum.add(bytes.span)
        return sum.value
    }
}
