///      0 traceID (16)   16 parentID (8)   24 traceFlags   25 reserved (7)
extension TraceContext {
    static let byteCount = 32

    init(from reader: inout ByteReader) throws(DecodeError) {
        let traceHigh = try reader.word()
        let traceLow = try reader.word()
        let parent = try reader.word()
        let flags = try reader.integer(UInt8.self)
        try reader.reserved(7)
        guard
            let context = TraceContext(
                traceHigh: traceHigh, traceLow: traceLow, parent: parent, flags: flags)
        else {
            let field: WireField = parent == 0 ? .traceParent : .traceID
            throw .outOfRange(field, value: 0, lowest: 1, highest: .max)
        }
        self = context
    }

    func encode(into writer: inout ByteWriter) {
        writer.word(traceHigh)
        writer.word(traceLow)
        writer.word(parent)
        writer.integer(flags)
        writer.reserved(7)
    }
}
