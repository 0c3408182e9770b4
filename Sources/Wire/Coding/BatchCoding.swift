///      0 memberCount   2 memberByteCount   4 latentEntryByteCount   6 reserved (2)   8 members
extension Batch {
    init(from reader: inout ByteReader) throws(DecodeError) {
        let memberCount = try reader.integer(UInt16.self)
        let memberByteCount = try reader.entryByteCount(
            .memberByteCount, known: BatchMember.byteCount)
        let latentByteCount = try reader.entryByteCount(
            .latentEntryByteCount, known: SensorLatent.byteCount)
        try reader.reserved(2)
        try WireField.memberCount.check(memberCount, in: 1...Limits.batchMemberCount)
        members = []
        members.reserveCapacity(Int(memberCount))
        for _ in 0..<memberCount {
            members.append(
                try BatchMember(
                    from: &reader, byteCount: memberByteCount, latentByteCount: latentByteCount))
        }
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(UInt16(members.count))
        writer.integer(UInt16(BatchMember.byteCount))
        writer.integer(UInt16(SensorLatent.byteCount))
        writer.reserved(2)
        for member in members { member.encode(into: &writer) }
    }

    func check() throws(DecodeError) {
        try WireField.memberCount.check(members.count, in: 1...Limits.batchMemberCount)
        for member in members { try member.check() }
    }
}
