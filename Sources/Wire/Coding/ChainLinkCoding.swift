///      0 sequence (u64)   8 payloadChecksum   12 stateByteCount   14 latentCount   15 reserved
///     16 latents
extension ChainLink {
    /// Bytes of the fixed fields.
    static let byteCount = 16

    init(
        from reader: inout ByteReader, byteCount: Int, latentByteCount: Int
    ) throws(DecodeError) {
        sequence = try reader.integer()
        payloadChecksum = try reader.integer()
        stateByteCount = try reader.integer()
        let count = try reader.integer(UInt8.self)
        try reader.reserved(1)
        try reader.skip(byteCount - Self.byteCount)
        latents = try reader.latents(count: count, byteCount: latentByteCount)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(sequence)
        writer.integer(payloadChecksum)
        writer.integer(stateByteCount)
        writer.integer(UInt8(latents.count))
        writer.reserved(1)
        for latent in latents { latent.encode(into: &writer) }
    }

    /// Throws unless `links` grow from link to link, all below `sequence`, their member's.
    static func check(_ links: [ChainLink], below sequence: UInt64) throws(DecodeError) {
        var lowest: UInt64 = 1
        for link in links {
            guard link.sequence >= lowest, link.sequence < sequence else {
                throw .outOfRange(
                    .linkSequence, value: link.sequence, lowest: lowest,
                    highest: max(sequence, 1) - 1)
            }
            lowest = link.sequence + 1
            try LatentPayload.check(link.latents, stateByteCount: link.stateByteCount)
        }
    }
}
