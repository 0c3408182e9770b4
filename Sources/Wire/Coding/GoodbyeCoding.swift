///      0 reason   1 reserved (7)
extension Goodbye {
    init(from reader: inout ByteReader) throws(DecodeError) {
        reason = try reader.value(.goodbyeReason)
        try reader.reserved(7)
    }

    func encode(into writer: inout ByteWriter) {
        writer.value(reason)
        writer.reserved(7)
    }
}
