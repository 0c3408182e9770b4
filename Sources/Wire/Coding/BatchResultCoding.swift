import Timekeeping

///      0 batch (u64)                       8 computeTime   12 modelVersion
///     16 beliefCount  17 groupCount  18 groupByteCount  20 memberCount  22 memberByteCount
///     24 groups, then members
extension BatchResult {
    init(from reader: inout ByteReader) throws(DecodeError) {
        batch = try reader.integer()
        computeTime = try reader.interval()
        modelVersion = try reader.integer()
        beliefCount = try reader.integer()
        let groupCount = try reader.integer(UInt8.self)
        let groupByteCount = try reader.entryByteCount(
            .groupByteCount, known: ChannelGroup.byteCount)
        let memberCount = try reader.integer(UInt16.self)
        let memberByteCount = try reader.entryByteCount(
            .memberByteCount, known: ResultMember.byteCount)
        groups = try reader.groups(count: groupCount, byteCount: groupByteCount)
        try WireField.memberCount.check(memberCount, in: 1...Limits.batchMemberCount)
        members = []
        members.reserveCapacity(Int(memberCount))
        for _ in 0..<memberCount {
            members.append(try ResultMember(from: &reader))
            try reader.skip(memberByteCount - ResultMember.byteCount)
        }
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(batch)
        writer.interval(computeTime)
        writer.integer(modelVersion)
        writer.integer(beliefCount)
        writer.integer(UInt8(groups.count))
        writer.integer(UInt16(ChannelGroup.byteCount))
        writer.integer(UInt16(members.count))
        writer.integer(UInt16(ResultMember.byteCount))
        for group in groups { group.encode(into: &writer) }
        for member in members { member.encode(into: &writer) }
    }

    func check() throws(DecodeError) {
        try PlanPayload.check(groups, beliefCount: beliefCount)
        try WireField.memberCount.check(members.count, in: 1...Limits.batchMemberCount)
        let planByteCount = Int(PlanPayload.byteCount(groups, beliefCount: beliefCount))
        for member in members { try member.check(planByteCount: planByteCount) }
    }
}
