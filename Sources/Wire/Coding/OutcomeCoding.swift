///      0 captureStamp (u64)   8 latentSequence (u64)   16 fate  17 cause  18 reserved (6)
extension Outcome {
    init(from reader: inout ByteReader) throws(DecodeError) {
        captureStamp = try reader.integer()
        latentSequence = try reader.integer()
        fate = try reader.value(.outcomeFate)
        cause = try reader.value(.outcomeCause)
        try reader.reserved(6)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(captureStamp)
        writer.integer(latentSequence)
        writer.value(fate)
        writer.value(cause)
        writer.reserved(6)
    }
}
