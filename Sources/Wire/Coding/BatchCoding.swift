///      0 memberCount   1 model   2 memberByteCount   4 latentEntryByteCount
///      6 linkByteCount   8 members
extension Batch {
    init(from reader: inout ByteReader) throws(DecodeError) {
        let memberCount = try reader.integer(UInt8.self)
        model = try reader.integer()
        let memberByteCount = try reader.entryByteCount(
            .memberByteCount, known: BatchMember.byteCount)
        let latentByteCount = try reader.entryByteCount(
            .latentEntryByteCount, known: SensorLatent.byteCount)
        let linkByteCount = try reader.entryByteCount(.linkByteCount, known: ChainLink.byteCount)
        try WireField.memberCount.check(memberCount, in: 1...Limits.batchMemberCount)
        members = []
        members.reserveCapacity(Int(memberCount))
        for _ in 0..<memberCount {
            members.append(
                try BatchMember(
                    from: &reader, byteCount: memberByteCount, latentByteCount: latentByteCount,
                    linkByteCount: linkByteCount))
        }
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(UInt8(members.count))
        writer.integer(model)
        writer.integer(UInt16(BatchMember.byteCount))
        writer.integer(UInt16(SensorLatent.byteCount))
        writer.integer(UInt16(ChainLink.byteCount))
        for member in members { member.encode(into: &writer) }
    }

    func check() throws(DecodeError) {
        try WireField.model.check(model, in: 0...Limits.modelCount - 1)
        try WireField.memberCount.check(members.count, in: 1...Limits.batchMemberCount)
        for member in members { try member.check() }
        // What was read fits; what is to be written may not.
        try WireField.bodyByteCount.check(
            members.reduce(8) { $0 + $1.entryByteCount }, in: 0...Limits.bodyByteCount)
    }
}
