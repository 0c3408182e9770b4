/// Writes control parts, byte for byte as `Protocol/SPEC.md` says.
public enum FrameEncoder {
    /// The control part of `envelope`, with a checksum.
    ///
    /// A message outside `Limits`, or a `payloadByteCount` other than the sum of what the message
    /// says of its payload parts, is the caller's mistake and traps: whatever a process decoded or
    /// built within `Limits` encodes.
    public static func encode(_ envelope: Envelope, payloadByteCount: Int) -> [UInt8] {
        var buffer: [UInt8] = []
        encode(envelope, payloadByteCount: payloadByteCount, into: &buffer)
        return buffer
    }
    /// Replaces the contents of `buffer`, whose storage is kept, with the control part.
    public static func encode(
        _ envelope: Envelope, payloadByteCount: Int, into buffer: inout [UInt8]
    ) {
        encode(
            envelope, payloadByteCount: payloadByteCount, flags: FrameHeader.checksummed,
            into: &buffer)
    }

    /// As above; without the checksum flag in `flags` the checksum field stays zero.
    static func encode(
        _ envelope: Envelope, payloadByteCount: Int, flags: UInt8, into buffer: inout [UInt8]
    ) {
        let message = envelope.message
        precondition(
            payloadByteCount == message.payloadByteCount,
            "the payload parts are not those that the message describes")
        do throws(DecodeError) {
            try message.check()
        } catch {
            preconditionFailure("a message outside the protocol's limits: \(error)")
        }
        var writer = ByteWriter()
        swap(&writer.bytes, &buffer)
        writer.integer(FrameHeader.magic)
        writer.integer(FrameHeader.major)
        writer.integer(FrameHeader.minor)
        writer.value(message.kind)
        writer.integer(flags | (envelope.trace == nil ? 0 : FrameHeader.traced))
        writer.integer(UInt16(0))  // the body's byte count, patched below
        writer.integer(UInt32(payloadByteCount))
        writer.integer(UInt32(0))  // the checksum, patched below
        writer.integer(envelope.epoch)
        writer.integer(envelope.sequence)
        envelope.trace?.encode(into: &writer)
        let bodyOffset = writer.count
        message.encodeBody(into: &writer)
        let bodyByteCount = writer.count - bodyOffset
        writer.finish()
        writer.patch(UInt16(bodyByteCount), at: FrameHeader.bodyByteCountOffset)
        if flags & FrameHeader.checksummed != 0 {
            writer.patch(
                CRC32C.checksum(writer.bytes.span, zeroing: FrameHeader.checksumOffset),
                at: FrameHeader.checksumOffset)
        }
        swap(&writer.bytes, &buffer)
    }
}
