///      0 modelCount   1 nameByteCount   2 modelByteCount   4 reserved (4)
///      8 models, then the name, padded with zeros to eight bytes
extension Register {
    init(from reader: inout ByteReader) throws(DecodeError) {
        let modelCount = try reader.integer(UInt8.self)
        let nameByteCount = try reader.integer(UInt8.self)
        let modelByteCount = try reader.entryByteCount(
            .modelByteCount, known: RegisteredModel.byteCount)
        try reader.reserved(4)
        try WireField.modelCount.check(modelCount, in: 1...Limits.modelCount)
        models = OneOrMore(try RegisteredModel(from: &reader, byteCount: modelByteCount), [])
        for _ in 1..<modelCount {
            models.others.append(try RegisteredModel(from: &reader, byteCount: modelByteCount))
        }
        name = try reader.name(byteCount: nameByteCount)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(UInt8(models.count))
        writer.integer(UInt8(name.utf8.count))
        writer.integer(UInt16(RegisteredModel.byteCount))
        writer.reserved(4)
        for model in models { model.encode(into: &writer) }
        writer.text(name)
    }

    func check() throws(DecodeError) {
        try WireField.nameByteCount.check(name.utf8.count, in: 1...Limits.nameByteCount)
        guard Limits.allowsName(name) else { throw .illegalName }
        try WireField.modelCount.check(models.count, in: 1...Limits.modelCount)
        for model in models { try model.check() }
    }
}
