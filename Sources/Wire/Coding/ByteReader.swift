import Timekeeping

/// Reads little-endian fields from borrowed bytes, front to back; cannot outlive them.
///
/// Every read is bounds-checked and throws, so no length that a stranger wrote is ever believed.
struct ByteReader: ~Escapable {
    private let bytes: Span<UInt8>
    /// Bytes read, counted from the start of the control part.
    private(set) var offset: Int
    /// The sender's minor version: above ours, entries and bodies may go on after what we know.
    let minor: UInt8

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, from offset: Int, minor: UInt8) {
        self.bytes = bytes
        self.offset = offset
        self.minor = minor
    }

    /// Whether the sender may know fields that we do not.
    var mayHoldUnknownFields: Bool { minor > FrameHeader.minor }
    /// Bytes not read yet.
    var remaining: Int { bytes.count - offset }

    @inline(__always)
    mutating func integer<Value: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ type: Value.Type = Value.self
    ) throws(DecodeError) -> Value {
        let width = Value.bitWidth / 8
        try require(width)
        // In bounds, and any bits are a number.
        let value = unsafe bytes.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: offset, as: Value.self)
        offset &+= width
        return Value(littleEndian: value)
    }
    mutating func interval() throws(DecodeError) -> Interval {
        .microseconds(Int64(try integer(UInt32.self)))
    }
    mutating func bytes(_ count: Int) throws(DecodeError) -> [UInt8] {
        try require(count)
        var copy: [UInt8] = []
        copy.reserveCapacity(count)
        for index in offset..<offset + count { copy.append(bytes[index]) }
        offset += count
        return copy
    }
    /// Reads an enumeration's number; `field` names it in the error.
    mutating func value<Value: RawRepresentable>(
        _ field: WireField, as type: Value.Type = Value.self
    ) throws(DecodeError) -> Value where Value.RawValue == UInt8 {
        let raw = try integer(UInt8.self)
        guard let value = Value(rawValue: raw) else { throw .unknownValue(field, raw) }
        return value
    }
    /// Reads an enumeration's number, where zero says that there is none.
    mutating func optionalValue<Value: RawRepresentable>(
        _ field: WireField, as type: Value.Type = Value.self
    ) throws(DecodeError) -> Value? where Value.RawValue == UInt8 {
        let raw = try integer(UInt8.self)
        guard raw != 0 else { return nil }
        guard let value = Value(rawValue: raw) else { throw .unknownValue(field, raw) }
        return value
    }
    /// Reads an interval, where all ones say that there is none.
    mutating func optionalInterval() throws(DecodeError) -> Interval? {
        let microseconds = try integer(UInt32.self)
        return microseconds == .max ? nil : .microseconds(Int64(microseconds))
    }
    /// Reads an interval, where zero says that there is none.
    mutating func offeredInterval() throws(DecodeError) -> Interval? {
        let microseconds = try integer(UInt32.self)
        return microseconds == 0 ? nil : .microseconds(Int64(microseconds))
    }
    /// Reads eight opaque bytes, the first one highest.
    mutating func word() throws(DecodeError) -> UInt64 {
        try integer(UInt64.self).byteSwapped
    }
    mutating func token() throws(DecodeError) -> RehomeToken {
        let secret = try bytes(RehomeToken.byteCount)
        guard let token = RehomeToken(bytes: secret) else {
            preconditionFailure("a token has \(RehomeToken.byteCount) bytes")
        }
        return token
    }
    mutating func bundle() throws(DecodeError) -> BundleID {
        let digest = try bytes(BundleID.byteCount)
        guard let bundle = BundleID(bytes: digest) else {
            preconditionFailure("a bundle's identity has \(BundleID.byteCount) bytes")
        }
        return bundle
    }
    /// Reads a name and the zeros that pad it to eight bytes.
    mutating func name(byteCount: UInt8) throws(DecodeError) -> String {
        try WireField.nameByteCount.check(byteCount, in: 1...Limits.nameByteCount)
        let bytes = try bytes(Int(byteCount))
        guard let name = String(validating: bytes, as: UTF8.self), Limits.allowsName(name) else {
            throw .illegalName
        }
        try reserved(ByteWriter.padding(after: bytes.count))
        return name
    }
    /// Reads an endpoint and the zeros that pad it to eight bytes.
    mutating func endpoint(byteCount: UInt8) throws(DecodeError) -> String {
        try WireField.endpointByteCount.check(byteCount, in: 1...Limits.endpointByteCount)
        let bytes = try bytes(Int(byteCount))
        guard let endpoint = String(validating: bytes, as: UTF8.self), Endpoint.isLegal(endpoint)
        else { throw .illegalEndpoint }
        try reserved(ByteWriter.padding(after: bytes.count))
        return endpoint
    }
    /// Skips reserved bytes, all zero.
    mutating func reserved(_ count: Int) throws(DecodeError) {
        try require(count)
        for index in offset..<offset &+ count where unsafe bytes[unchecked: index] != 0 {
            throw .reservedNotZero(offset: index)
        }
        offset &+= count
    }
    /// Skips bytes of fields that only a newer sender knows.
    mutating func skip(_ count: Int) throws(DecodeError) {
        try require(count)
        offset += count
    }
    private func require(_ count: Int) throws(DecodeError) {
        guard count <= remaining else {
            throw .truncated(needed: offset + count, found: bytes.count)
        }
    }
}
