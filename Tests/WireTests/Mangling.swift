@testable import Wire

/// Ways to write frames that no correct peer sends.
enum Mangling {
    /// The control part without checksum, so that what follows the checksum is reached.
    static func unchecked(_ message: Message) -> [UInt8] {
        unchecked(Envelope(epoch: 1, sequence: 2, message: message))
    }
    static func unchecked(_ envelope: Envelope) -> [UInt8] {
        var bytes: [UInt8] = []
        FrameEncoder.encode(
            envelope, payloadByteCount: envelope.message.payloadByteCount, flags: 0, into: &bytes)
        return bytes
    }
    /// `bytes` with a little-endian number at `offset`, counted from the start of the body.
    static func patch(
        _ bytes: [UInt8], body offset: Int, _ value: some FixedWidthInteger & UnsignedInteger
    ) -> [UInt8] {
        patch(bytes, FrameHeader.byteCount + offset, value)
    }
    /// `bytes` with a little-endian number at `offset`.
    static func patch(
        _ bytes: [UInt8], _ offset: Int, _ value: some FixedWidthInteger & UnsignedInteger
    ) -> [UInt8] {
        var patched = bytes
        for index in 0..<value.bitWidth / 8 {
            patched[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
        }
        return patched
    }
    /// `bytes` with zeros in `range`.
    static func zeros(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
        bytes.enumerated().map { range.contains($0.offset) ? 0 : $0.element }
    }
    /// `bytes` with `tail` behind its body, and the header saying so.
    static func extend(_ bytes: [UInt8], by tail: [UInt8]) -> [UInt8] {
        let longer = bytes + tail
        return patch(
            longer, FrameHeader.bodyByteCountOffset,
            UInt16(clamping: longer.count - bodyOffset(of: bytes)))
    }
    /// Where the body of `bytes` begins: behind the header and what its flags announce.
    static func bodyOffset(of bytes: [UInt8]) -> Int {
        FrameHeader.byteCount
            + (bytes[5] & FrameHeader.traced == 0 ? 0 : TraceContext.byteCount)
    }
    /// What decoding throws, or nil.
    static func error(_ bytes: [UInt8]) -> DecodeError? {
        do throws(DecodeError) {
            _ = try FrameDecoder.decode(bytes)
            return nil
        } catch {
            return error
        }
    }
}
