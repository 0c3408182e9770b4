/// Writes bits to bytes that its caller lends to each call, the highest bit of a byte first.
///
/// Each word is stored whole and each store is checked: the bytes end eight behind the last that
/// counts.
struct BitWriter {
    /// Bytes behind those that count: a word is stored where its first byte begins.
    static let slack = 8
    /// Bits of one `append`: with seven that wait they fill a word.
    static let wordBits = 57

    /// Whole bytes so far.
    private var position = 0
    /// Bits that do not fill a byte yet: fewer than eight.
    private var pending: UInt64 = 0
    private var pendingCount: UInt64 = 0

    /// Appends the low `count` bits of `value`, which has no others; at most `wordBits`.
    @inline(__always)
    mutating func append(_ value: UInt64, count: UInt64, to bytes: inout MutableRawSpan) {
        pending = pending &<< count | value
        pendingCount &+= count
        // A shift by 64 is one by 0, of no bits: all zeros either way.
        let word = pending &<< (64 &- pendingCount)
        bytes.storeBytes(of: word.bigEndian, toByteOffset: position, as: UInt64.self)
        position &+= Int(truncatingIfNeeded: pendingCount &>> 3)
        pendingCount &= 7
    }
}
