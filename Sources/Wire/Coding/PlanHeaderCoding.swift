import Timekeeping

///      0 captureStamp (u64)                8 latentSequence (u64)
///     16 queueTime     20 computeTime     24 firstStep     28 step
///     32 stepCount  34 channelCount  35 beliefCount        36 modelVersion
///     40 payloadChecksum                  44 reserved (4)
///
/// The payload's byte count is in the header and follows from the counts; it is not sent twice.
extension PlanHeader {
    init(from reader: inout ByteReader) throws(DecodeError) {
        captureStamp = try reader.integer()
        latentSequence = try reader.integer()
        queueTime = try reader.interval()
        computeTime = try reader.interval()
        firstStep = try reader.interval()
        step = try reader.interval()
        stepCount = try reader.integer()
        channelCount = try reader.integer()
        beliefCount = try reader.integer()
        modelVersion = try reader.integer()
        payloadChecksum = try reader.integer()
        try reader.reserved(4)
        payloadByteCount = PlanPayload.byteCount(
            stepCount: stepCount, channelCount: channelCount, beliefCount: beliefCount)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(captureStamp)
        writer.integer(latentSequence)
        writer.interval(queueTime)
        writer.interval(computeTime)
        writer.interval(firstStep)
        writer.interval(step)
        writer.integer(stepCount)
        writer.integer(channelCount)
        writer.integer(beliefCount)
        writer.integer(modelVersion)
        writer.integer(payloadChecksum)
        writer.reserved(4)
    }

    func check() throws(DecodeError) {
        try PlanPayload.check(
            step: step, stepCount: stepCount, channelCount: channelCount, beliefCount: beliefCount)
        let byteCount = Int(
            PlanPayload.byteCount(
                stepCount: stepCount, channelCount: channelCount, beliefCount: beliefCount))
        try WireField.payloadByteCount.check(payloadByteCount, in: byteCount...byteCount)
    }
}
