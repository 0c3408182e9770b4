///      0 captureStamp (u64)                8 budget        12 stream  14 codec  15 reserved
///     16 multiplier  18 stateByteCount    20 elementCount
///     24 latentByteCount                  28 payloadChecksum
extension LatentHeader {
    init(from reader: inout ByteReader) throws(DecodeError) {
        captureStamp = try reader.integer()
        budget = try reader.interval()
        stream = try reader.integer()
        codec = try reader.integer()
        try reader.reserved(1)
        multiplier = try reader.integer()
        stateByteCount = try reader.integer()
        elementCount = try reader.integer()
        latentByteCount = try reader.integer()
        payloadChecksum = try reader.integer()
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(captureStamp)
        writer.interval(budget)
        writer.integer(stream)
        writer.integer(codec)
        writer.reserved(1)
        writer.integer(multiplier)
        writer.integer(stateByteCount)
        writer.integer(elementCount)
        writer.integer(latentByteCount)
        writer.integer(payloadChecksum)
    }

    func check() throws(DecodeError) {
        try LatentPayload.check(
            codec: codec, multiplier: multiplier, elementCount: elementCount,
            stateByteCount: stateByteCount, latentByteCount: latentByteCount)
    }
}
