///      0 member (u64)   8 payloadByteCount   12 payloadChecksum   16 status
///     17 reference   18 reserved (6)
extension ResultMember {
    static let byteCount = 24

    init(from reader: inout ByteReader) throws(DecodeError) {
        member = try reader.integer()
        payloadByteCount = try reader.integer()
        payloadChecksum = try reader.integer()
        status = try reader.value(.resultStatus)
        reference = try reader.optionalValue(.referenceStatus)
        try reader.reserved(6)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(member)
        writer.integer(payloadByteCount)
        writer.integer(payloadChecksum)
        writer.value(status)
        writer.integer(reference?.rawValue ?? 0)
        writer.reserved(6)
    }

    /// `planByteCount` is that of every plan of the batch.
    func check(planByteCount: Int) throws(DecodeError) {
        switch status {
        case .ok:
            try WireField.memberPayloadByteCount.check(
                payloadByteCount, in: planByteCount...planByteCount)
            // A plan was made, so nothing that it was made from can be missing.
            try WireField.referenceStatus.check(
                reference?.rawValue ?? 0, in: 0...Int(ReferenceStatus.held.rawValue))
        case .malformed, .expired, .failed:
            try WireField.memberPayloadByteCount.check(payloadByteCount, in: 0...0)
            try WireField.memberPayloadChecksum.check(payloadChecksum, in: 0...0)
        }
    }
}
