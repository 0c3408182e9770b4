import Timekeeping

///      0 token (32)   32 within   36 reason  37 endpointByteCount  38 reserved (2)
///     40 endpoint, padded with zeros to eight bytes
extension Rehome {
    init(from reader: inout ByteReader) throws(DecodeError) {
        token = try reader.token()
        within = try reader.interval()
        reason = try reader.value(.rehomeReason)
        let endpointByteCount = try reader.integer(UInt8.self)
        try reader.reserved(2)
        endpoint = try reader.endpoint(byteCount: endpointByteCount)
    }

    func encode(into writer: inout ByteWriter) {
        writer.opaque(token.bytes)
        writer.interval(within)
        writer.value(reason)
        writer.integer(UInt8(endpoint.utf8.count))
        writer.reserved(2)
        writer.text(endpoint)
    }

    func check() throws(DecodeError) {
        try WireField.endpointByteCount.check(
            endpoint.utf8.count, in: 1...Limits.endpointByteCount)
        guard Endpoint.isLegal(endpoint) else { throw .illegalEndpoint }
    }
}
