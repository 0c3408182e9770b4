/// Reads control parts; what it returns is legal, whatever the bytes were.
public enum FrameDecoder {
    /// The message in `bytes`, one whole control part.
    ///
    /// Checks length, magic, version, kind, flags, sizes and checksum before it reads the body, and
    /// every count before it allocates. The payload parts are the shell's: it compares their sizes
    /// with `Message.payloadPartByteCounts`.
    public static func decode(_ bytes: Span<UInt8>) throws(DecodeError) -> DecodedFrame {
        let header = try FrameHeader(bytes)
        var reader = ByteReader(bytes, from: FrameHeader.byteCount, minor: header.minor)
        let trace = header.isTraced ? try TraceContext(from: &reader) : nil
        let message = try Message(header.kind, from: &reader)
        guard reader.remaining == 0 || reader.mayHoldUnknownFields else {
            throw .trailingBytes(count: reader.remaining)
        }
        try message.check()
        let payloadByteCount = message.payloadByteCount
        guard header.payloadByteCount == payloadByteCount else {
            throw .payloadMismatch(
                header: UInt64(header.payloadByteCount), body: UInt64(payloadByteCount))
        }
        let envelope = Envelope(
            epoch: header.epoch, sequence: header.sequence, trace: trace, message: message)
        return DecodedFrame(envelope: envelope, payloadByteCount: payloadByteCount)
    }
    /// The message in `bytes`, one whole control part.
    public static func decode(_ bytes: [UInt8]) throws(DecodeError) -> DecodedFrame {
        try decode(bytes.span)
    }
}
