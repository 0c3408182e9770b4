///      0 member (u64)   8 payloadByteCount   12 payloadChecksum   16 status
///     17 reserved (7)
extension ResultMember {
    static let byteCount = 24

    init(from reader: inout ByteReader) throws(DecodeError) {
        member = try reader.integer()
        payloadByteCount = try reader.integer()
        payloadChecksum = try reader.integer()
        status = try reader.value(.resultStatus)
        try reader.reserved(7)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(member)
        writer.integer(payloadByteCount)
        writer.integer(payloadChecksum)
        writer.value(status)
        writer.reserved(7)
    }

    /// `planByteCount` is that of every plan of the batch.
    func check(planByteCount: Int) throws(DecodeError) {
        switch status {
        case .ok:
            try WireField.memberPayloadByteCount.check(
                payloadByteCount, in: planByteCount...planByteCount)
        case .malformed, .expired, .failed:
            try WireField.memberPayloadByteCount.check(payloadByteCount, in: 0...0)
            try WireField.memberPayloadChecksum.check(payloadChecksum, in: 0...0)
        }
    }
}
