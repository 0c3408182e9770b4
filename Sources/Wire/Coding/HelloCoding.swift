import Timekeeping

///      0 bundle (32)      32 capturePeriod  36 budget    40 nameByteCount  41 reserved (7)
///     48 name, padded with zeros to eight bytes
extension Hello {
    init(from reader: inout ByteReader) throws(DecodeError) {
        bundle = try reader.bundle()
        capturePeriod = try reader.interval()
        budget = try reader.interval()
        let nameByteCount = try reader.integer(UInt8.self)
        try reader.reserved(7)
        name = try reader.name(byteCount: nameByteCount)
    }

    func encode(into writer: inout ByteWriter) {
        writer.bundle(bundle)
        writer.interval(capturePeriod)
        writer.interval(budget)
        writer.integer(UInt8(name.utf8.count))
        writer.reserved(7)
        writer.name(name)
    }

    func check() throws(DecodeError) {
        try WireField.nameByteCount.check(name.utf8.count, in: 1...Limits.nameByteCount)
        guard Limits.allowsName(name) else { throw .illegalName }
        try WireField.capturePeriod.check(capturePeriod, in: Limits.capturePeriod)
    }
}
