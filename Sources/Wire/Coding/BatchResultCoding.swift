import Timekeeping

///      0 batch (u64)                       8 computeTime   12 modelVersion
///     16 firstStep     20 step            24 stepCount  26 channelCount  27 beliefCount
///     28 memberCount   30 memberByteCount 32 members
extension BatchResult {
    init(from reader: inout ByteReader) throws(DecodeError) {
        batch = try reader.integer()
        computeTime = try reader.interval()
        modelVersion = try reader.integer()
        firstStep = try reader.interval()
        step = try reader.interval()
        stepCount = try reader.integer()
        channelCount = try reader.integer()
        beliefCount = try reader.integer()
        let memberCount = try reader.integer(UInt16.self)
        let memberByteCount = try reader.memberByteCount(known: ResultMember.byteCount)
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
        writer.interval(firstStep)
        writer.interval(step)
        writer.integer(stepCount)
        writer.integer(channelCount)
        writer.integer(beliefCount)
        writer.integer(UInt16(members.count))
        writer.integer(UInt16(ResultMember.byteCount))
        for member in members { member.encode(into: &writer) }
    }

    func check() throws(DecodeError) {
        try PlanPayload.check(
            step: step, stepCount: stepCount, channelCount: channelCount, beliefCount: beliefCount)
        try WireField.memberCount.check(members.count, in: 1...Limits.batchMemberCount)
        let planByteCount = Int(
            PlanPayload.byteCount(
                stepCount: stepCount, channelCount: channelCount, beliefCount: beliefCount))
        for member in members { try member.check(planByteCount: planByteCount) }
    }
}
