///      0 captureStamp (u64)                8 budget        12 stream  14 stateByteCount
///     16 payloadChecksum  20 latentCount  21 reserved  22 latentEntryByteCount
///     24 latents
extension LatentHeader {
    init(from reader: inout ByteReader) throws(DecodeError) {
        captureStamp = try reader.integer()
        budget = try reader.interval()
        stream = try reader.integer()
        stateByteCount = try reader.integer()
        payloadChecksum = try reader.integer()
        let count = try reader.integer(UInt8.self)
        try reader.reserved(1)
        let byteCount = try reader.entryByteCount(
            .latentEntryByteCount, known: SensorLatent.byteCount)
        latents = try reader.latents(count: count, byteCount: byteCount)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(captureStamp)
        writer.interval(budget)
        writer.integer(stream)
        writer.integer(stateByteCount)
        writer.integer(payloadChecksum)
        writer.integer(UInt8(latents.count))
        writer.reserved(1)
        writer.integer(UInt16(SensorLatent.byteCount))
        for latent in latents { latent.encode(into: &writer) }
    }

    func check() throws(DecodeError) {
        try LatentPayload.check(latents, stateByteCount: stateByteCount)
    }
}
