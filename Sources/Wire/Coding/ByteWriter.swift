import Timekeeping

/// Appends little-endian fields to a buffer.
struct ByteWriter {
    /// What was written; a caller swaps its own storage in and out, so that it is never copied.
    var bytes: [UInt8] = []

    /// Zeros after `count` bytes up to the next multiple of eight.
    static func padding(after count: Int) -> Int { (8 - count % 8) % 8 }

    mutating func integer(_ value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
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
    mutating func bundle(_ bundle: BundleID) { bytes += bundle.bytes }
    /// Writes text and the zeros that pad it to eight bytes.
    mutating func text(_ text: String) {
        bytes += text.utf8
        reserved(Self.padding(after: text.utf8.count))
    }
    mutating func reserved(_ count: Int) {
        for _ in 0..<count { bytes.append(0) }
    }
    /// Overwrites the field at `offset`.
    mutating func patch(_ value: some FixedWidthInteger & UnsignedInteger, at offset: Int) {
        for index in 0..<value.bitWidth / 8 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
        }
    }
}
