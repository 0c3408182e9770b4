/// The 32 bytes in front of every body.
///
///      0        2     3     4     5      6              8                   12
///     +--------+-----+-----+-----+------+--------------+-------------------+----------+
///     | magic  |major|minor|kind |flags | bodyByteCount| payloadByteCount  | CRC32C   |
///     +--------+-----+-----+-----+------+--------------+-------------------+----------+
///     16 epoch (u64)                    24 sequence (u64)                             32
///
/// With flag bit 1 the 32 bytes of a `TraceContext` lie between header and body.
struct FrameHeader {
    static let byteCount = 32
    /// "TM", read as a little-endian number.
    static let magic: UInt16 = 0x4D54
    static let major: UInt8 = 1
    static let minor: UInt8 = 0
    /// Bit 0: the checksum field holds a checksum.
    static let checksummed: UInt8 = 1
    /// Bit 1: a trace context lies between header and body.
    static let traced: UInt8 = 2
    static let bodyByteCountOffset = 6
    static let checksumOffset = 12

    let kind: MessageKind
    let minor: UInt8
    let isTraced: Bool
    let payloadByteCount: UInt32
    let epoch: UInt64
    let sequence: UInt64

    /// Reads and checks the header, in the order that `DecodeError` lists.
    init(_ bytes: Span<UInt8>) throws(DecodeError) {
        guard bytes.count >= Self.byteCount else {
            throw .truncated(needed: Self.byteCount, found: bytes.count)
        }
        var reader = ByteReader(bytes, from: 0, minor: Self.minor)
        let magic = try reader.integer(UInt16.self)
        let major = try reader.integer(UInt8.self)
        minor = try reader.integer()
        let kind = try reader.integer(UInt8.self)
        let flags = try reader.integer(UInt8.self)
        let bodyByteCount = try reader.integer(UInt16.self)
        payloadByteCount = try reader.integer()
        let checksum = try reader.integer(UInt32.self)
        epoch = try reader.integer()
        sequence = try reader.integer()

        guard magic == Self.magic else { throw .wrongMagic(magic) }
        guard major == Self.major else {
            throw .unsupportedVersion(major: major, minor: minor, epoch: epoch)
        }
        guard let known = MessageKind(rawValue: kind) else {
            throw .unknownKind(kind, minor: minor, epoch: epoch)
        }
        self.kind = known
        guard flags & ~(Self.checksummed | Self.traced) == 0 else { throw .unknownFlags(flags) }
        try WireField.bodyByteCount.check(bodyByteCount, in: 0...Limits.bodyByteCount)
        try WireField.payloadByteCount.check(
            payloadByteCount, in: 0...Limits.payloadByteCount)
        isTraced = flags & Self.traced != 0
        let bodyOffset = Self.byteCount + (isTraced ? TraceContext.byteCount : 0)
        guard bytes.count == bodyOffset + Int(bodyByteCount) else {
            throw .wrongLength(expected: bodyOffset + Int(bodyByteCount), found: bytes.count)
        }
        try Self.verify(checksum, of: bytes, isPresent: flags & Self.checksummed != 0)
    }

    private static func verify(
        _ checksum: UInt32, of bytes: Span<UInt8>, isPresent: Bool
    ) throws(DecodeError) {
        guard isPresent else {
            guard checksum == 0 else { throw .reservedNotZero(offset: checksumOffset) }
            return
        }
        let expected = CRC32C.checksum(bytes, zeroing: checksumOffset)
        guard checksum == expected else {
            throw .wrongChecksum(expected: expected, found: checksum)
        }
    }
}
