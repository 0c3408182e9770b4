import Timekeeping

///      0 bundle (32)      32 capturePeriod  36 budget    40 nameByteCount
///     41 tokenByteCount  42 requestClass   43 reserved (5)
///     48 name, padded with zeros to eight bytes; then the token, if there is one
extension Hello {
    init(from reader: inout ByteReader) throws(DecodeError) {
        bundle = try reader.bundle()
        capturePeriod = try reader.interval()
        budget = try reader.interval()
        let nameByteCount = try reader.integer(UInt8.self)
        let tokenByteCount = try reader.integer(UInt8.self)
        // All of it or none: a part of a token is as wrong as one too long.
        let whole = Int(tokenByteCount) / RehomeToken.byteCount * RehomeToken.byteCount
        try WireField.tokenByteCount.check(
            tokenByteCount, in: 0...min(whole, RehomeToken.byteCount))
        requestClass = try reader.optionalValue(.requestClass)
        try reader.reserved(5)
        name = try reader.name(byteCount: nameByteCount)
        token = tokenByteCount == 0 ? nil : try reader.token()
    }

    func encode(into writer: inout ByteWriter) {
        writer.bundle(bundle)
        writer.interval(capturePeriod)
        writer.interval(budget)
        writer.integer(UInt8(name.utf8.count))
        writer.integer(UInt8(token == nil ? 0 : RehomeToken.byteCount))
        writer.integer(requestClass?.rawValue ?? 0)
        writer.reserved(5)
        writer.text(name)
        if let token { writer.opaque(token.bytes) }
    }

    func check() throws(DecodeError) {
        try WireField.nameByteCount.check(name.utf8.count, in: 1...Limits.nameByteCount)
        guard Limits.allowsName(name) else { throw .illegalName }
        try WireField.capturePeriod.check(capturePeriod, in: Limits.capturePeriod)
    }
}
