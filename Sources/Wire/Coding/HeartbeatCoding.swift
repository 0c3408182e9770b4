///      0 origin (u64)   8 receive (u64)   16 transmit (u64)
extension Heartbeat {
    init(from reader: inout ByteReader) throws(DecodeError) {
        origin = try reader.integer()
        receive = try reader.integer()
        transmit = try reader.integer()
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(origin)
        writer.integer(receive)
        writer.integer(transmit)
    }
}
