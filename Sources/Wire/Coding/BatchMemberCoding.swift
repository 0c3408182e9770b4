///      0 member (u64)    8 source (u64)    16 sequence (u64)
///     24 budget   28 payloadChecksum   32 stateByteCount  34 latentCount  35 reserved (5)
///     40 latents
extension BatchMember {
    /// Bytes of the fixed fields.
    static let byteCount = 40

    init(
        from reader: inout ByteReader, byteCount: Int, latentByteCount: Int
    ) throws(DecodeError) {
        member = try reader.integer()
        source = try reader.integer()
        sequence = try reader.integer()
        budget = try reader.interval()
        payloadChecksum = try reader.integer()
        stateByteCount = try reader.integer()
        let count = try reader.integer(UInt8.self)
        try reader.reserved(5)
        try reader.skip(byteCount - Self.byteCount)
        latents = try reader.latents(count: count, byteCount: latentByteCount)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(member)
        writer.integer(source)
        writer.integer(sequence)
        writer.interval(budget)
        writer.integer(payloadChecksum)
        writer.integer(stateByteCount)
        writer.integer(UInt8(latents.count))
        writer.reserved(5)
        for latent in latents { latent.encode(into: &writer) }
    }

    func check() throws(DecodeError) {
        try LatentPayload.check(latents, stateByteCount: stateByteCount)
    }
}
