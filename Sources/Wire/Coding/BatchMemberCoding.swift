///      0 member (u64)    8 source (u64)    16 sequence (u64)
///     24 budget   28 payloadChecksum   32 stateByteCount  34 latentCount  35 linkCount
///     36 reserved (4)   40 latents, then links
extension BatchMember {
    /// Bytes of the fixed fields.
    static let byteCount = 40

    init(
        from reader: inout ByteReader, byteCount: Int, latentByteCount: Int, linkByteCount: Int
    ) throws(DecodeError) {
        member = try reader.integer()
        source = try reader.integer()
        sequence = try reader.integer()
        budget = try reader.interval()
        payloadChecksum = try reader.integer()
        stateByteCount = try reader.integer()
        let count = try reader.integer(UInt8.self)
        let linkCount = try reader.integer(UInt8.self)
        try reader.reserved(4)
        try reader.skip(byteCount - Self.byteCount)
        latents = try reader.latents(count: count, byteCount: latentByteCount)
        try WireField.linkCount.check(linkCount, in: 0...Limits.linkCount)
        links = []
        links.reserveCapacity(Int(linkCount))
        for _ in 0..<linkCount {
            links.append(
                try ChainLink(
                    from: &reader, byteCount: linkByteCount, latentByteCount: latentByteCount))
        }
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(member)
        writer.integer(source)
        writer.integer(sequence)
        writer.interval(budget)
        writer.integer(payloadChecksum)
        writer.integer(stateByteCount)
        writer.integer(UInt8(latents.count))
        writer.integer(UInt8(links.count))
        writer.reserved(4)
        for latent in latents { latent.encode(into: &writer) }
        for link in links { link.encode(into: &writer) }
    }

    func check() throws(DecodeError) {
        try LatentPayload.check(latents, stateByteCount: stateByteCount)
        try WireField.linkCount.check(links.count, in: 0...Limits.linkCount)
        try ChainLink.check(links, below: sequence)
    }
}
