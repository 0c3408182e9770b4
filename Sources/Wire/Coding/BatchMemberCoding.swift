///      0 member (u64)                      8 budget        12 codec  13 reserved  14 multiplier
///     16 stateByteCount  18 reserved (2)  20 elementCount
///     24 latentByteCount                  28 payloadChecksum
extension BatchMember {
    static let byteCount = 32

    init(from reader: inout ByteReader) throws(DecodeError) {
        member = try reader.integer()
        budget = try reader.interval()
        codec = try reader.integer()
        try reader.reserved(1)
        multiplier = try reader.integer()
        stateByteCount = try reader.integer()
        try reader.reserved(2)
        elementCount = try reader.integer()
        latentByteCount = try reader.integer()
        payloadChecksum = try reader.integer()
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(member)
        writer.interval(budget)
        writer.integer(codec)
        writer.reserved(1)
        writer.integer(multiplier)
        writer.integer(stateByteCount)
        writer.reserved(2)
        writer.integer(elementCount)
        writer.integer(latentByteCount)
        writer.integer(payloadChecksum)
    }

    func check() throws(DecodeError) {
        try LatentPayload.check(
            codec: codec, multiplier: multiplier, elementCount: elementCount,
            stateByteCount: stateByteCount, latentByteCount: latentByteCount)
    }
}
