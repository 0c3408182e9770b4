/// A running 64-bit digest of integers, FNV-1a over their bytes in little-endian order.
///
/// Two runs that fold in the same events in the same order have the same digest on every machine;
/// it says that a run was replayed, and guards against nothing else.
public struct Digest: Hashable, Sendable {
    /// The digest so far.
    public var value: UInt64 { word }
    @usableFromInline var word: UInt64 = 0xcbf2_9ce4_8422_2325

    /// A digest of nothing.
    public init() {}

    /// Folds in one integer.
    @inlinable
    public mutating func fold(_ integer: some FixedWidthInteger) {
        var rest = UInt64(truncatingIfNeeded: integer)
        for _ in 0..<8 {
            word ^= rest & 0xff
            word = word &* 0x100_0000_01b3  // wraps by definition of FNV-1a
            rest >>= 8
        }
    }
    /// Folds in the bit pattern of a number.
    public mutating func fold(_ number: Double) { fold(number.bitPattern) }
    /// Folds in bytes.
    public mutating func fold(bytes: some Sequence<UInt8>) {
        for byte in bytes {
            word ^= UInt64(byte)
            word = word &* 0x100_0000_01b3  // wraps by definition of FNV-1a
        }
    }
}
