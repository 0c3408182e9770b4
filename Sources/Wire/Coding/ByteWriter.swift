import Timekeeping

/// Appends little-endian fields to a buffer.
struct ByteWriter {
    /// What was written and, until `finish`, zeros behind it; a caller swaps its own storage in and
    /// out, so that it is never copied.
    var bytes: [UInt8] = []
    /// Bytes written.
    private(set) var count = 0

    /// Bytes by which the storage grows at least: most control parts take one or two of them.
    private static let growth = 64

    /// Zeros after `count` bytes up to the next multiple of eight.
    static func padding(after count: Int) -> Int { (8 - count % 8) % 8 }

    @inline(__always)
    mutating func integer(_ value: some FixedWidthInteger & UnsignedInteger & BitwiseCopyable) {
        let end = count &+ value.bitWidth &>> 3
        if end > bytes.count { grow(to: end) }
        patch(value, at: count)
        count = end
    }
    /// Writes whole microseconds, rounded down and clamped to what 32 bits hold (71 minutes).
    mutating func interval(_ interval: Interval) {
        integer(UInt32(clamping: interval.wholeMicroseconds))
    }
    /// As above; all ones for none, so that the longest interval that is one is a microsecond less.
    mutating func optionalInterval(_ interval: Interval?) {
        integer(interval.map { min(UInt32(clamping: $0.wholeMicroseconds), .max - 1) } ?? .max)
    }
    mutating func value(_ value: some RawRepresentable<UInt8>) { integer(value.rawValue) }
    mutating func bundle(_ bundle: BundleID) { opaque(bundle.bytes) }
    /// Writes text and the zeros that pad it to eight bytes.
    mutating func text(_ text: String) {
        for byte in text.utf8 { integer(byte) }
        reserved(Self.padding(after: text.utf8.count))
    }
    /// Writes bytes as they are.
    mutating func opaque(_ bytes: [UInt8]) {
        for byte in bytes { integer(byte) }
    }
    /// Writes eight opaque bytes, the first one highest.
    mutating func word(_ word: UInt64) { integer(word.byteSwapped) }
    mutating func reserved(_ count: Int) {
        let end = self.count + count
        if end > bytes.count { grow(to: end) }
        // A buffer that is used again holds what stood there.
        for index in self.count..<end { bytes[index] = 0 }
        self.count = end
    }
    /// Overwrites the field at `offset`.
    @inline(__always)
    mutating func patch(
        _ value: some FixedWidthInteger & UnsignedInteger & BitwiseCopyable, at offset: Int
    ) {
        var span = bytes.mutableSpan
        var target = unsafe span.mutableBytes
        target.storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
    }
    /// Cuts off what lies behind the bytes written.
    mutating func finish() { bytes.removeLast(bytes.count - count) }

    @inline(never)
    private mutating func grow(to end: Int) {
        let space = max(end, bytes.count + Self.growth)
        bytes.append(contentsOf: repeatElement(0, count: space - bytes.count))
    }
}
