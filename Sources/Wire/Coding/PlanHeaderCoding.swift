import Timekeeping

///      0 captureStamp (u64)                8 latentSequence (u64)
///     16 queueTime     20 computeTime     24 modelVersion  28 payloadChecksum
///     32 beliefCount  33 groupCount  34 groupByteCount  36 reference  37 reserved (3)
///     40 groups
///
/// The payload's byte count is in the header and follows from the counts; it is not sent twice.
extension PlanHeader {
    init(from reader: inout ByteReader) throws(DecodeError) {
        captureStamp = try reader.integer()
        latentSequence = try reader.integer()
        queueTime = try reader.interval()
        computeTime = try reader.interval()
        modelVersion = try reader.integer()
        payloadChecksum = try reader.integer()
        beliefCount = try reader.integer()
        let count = try reader.integer(UInt8.self)
        let byteCount = try reader.entryByteCount(.groupByteCount, known: ChannelGroup.byteCount)
        reference = try reader.optionalValue(.referenceStatus)
        try reader.reserved(3)
        groups = try reader.groups(count: count, byteCount: byteCount)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(captureStamp)
        writer.integer(latentSequence)
        writer.interval(queueTime)
        writer.interval(computeTime)
        writer.integer(modelVersion)
        writer.integer(payloadChecksum)
        writer.integer(beliefCount)
        writer.integer(UInt8(groups.count))
        writer.integer(UInt16(ChannelGroup.byteCount))
        writer.integer(reference?.rawValue ?? 0)
        writer.reserved(3)
        for group in groups { group.encode(into: &writer) }
    }

    func check() throws(DecodeError) {
        // A plan was made, so nothing that it was made from can be missing.
        try WireField.referenceStatus.check(
            reference?.rawValue ?? 0, in: 0...Int(ReferenceStatus.held.rawValue))
        try PlanPayload.check(groups, beliefCount: beliefCount)
    }
}
