///      0 latentSequence (u64)   8 stream  10 status  11 reserved (5)
extension Reference {
    init(from reader: inout ByteReader) throws(DecodeError) {
        latentSequence = try reader.integer()
        stream = try reader.integer()
        status = try reader.value(.referenceStatus)
        try reader.reserved(5)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(latentSequence)
        writer.integer(stream)
        writer.value(status)
        writer.reserved(5)
    }
}
