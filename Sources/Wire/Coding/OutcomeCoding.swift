///      0 captureStamp (u64)   8 latentSequence (u64)   16 fate  17 cause
///     18 reference   19 reserved (5)
extension Outcome {
    init(from reader: inout ByteReader) throws(DecodeError) {
        captureStamp = try reader.integer()
        latentSequence = try reader.integer()
        fate = try reader.value(.outcomeFate)
        cause = try reader.value(.outcomeCause)
        reference = try reader.optionalValue(.referenceStatus)
        try reader.reserved(5)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(captureStamp)
        writer.integer(latentSequence)
        writer.value(fate)
        writer.value(cause)
        writer.integer(reference?.rawValue ?? 0)
        writer.reserved(5)
    }
}
