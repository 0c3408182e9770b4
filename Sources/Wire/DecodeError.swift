/// Why bytes are not a frame; carries the numbers a counter, a log line or a refusal needs.
///
/// Listed in the order in which `FrameDecoder` checks, so that an error also says what was found
/// right.
public enum DecodeError: Error, Hashable, Sendable {
    /// The bytes end before the header or a field does.
    case truncated(needed: Int, found: Int)
    /// The first two bytes are not "TM".
    case wrongMagic(UInt16)
    /// The peer speaks another major version. Its epoch is where it is in every version, so that it
    /// can be refused by name.
    case unsupportedVersion(major: UInt8, minor: UInt8, epoch: UInt64)
    /// A kind that this version does not know; to be counted and skipped.
    case unknownKind(UInt8, minor: UInt8, epoch: UInt64)
    /// Flags that this version does not know.
    case unknownFlags(UInt8)
    /// A number outside its range.
    case outOfRange(WireField, value: UInt64, lowest: UInt64, highest: UInt64)
    /// The control part is not as long as its header says.
    case wrongLength(expected: Int, found: Int)
    /// The control part's checksum does not match its bytes.
    case wrongChecksum(expected: UInt32, found: UInt32)
    /// A reserved byte, counted from the start of the control part, is not zero.
    case reservedNotZero(offset: Int)
    /// An enumeration's number that this version does not know.
    case unknownValue(WireField, UInt8)
    /// A name that is not UTF-8 or holds control characters.
    case illegalName
    /// An endpoint that is not `tcp://HOST:PORT` in printable ASCII.
    case illegalEndpoint
    /// The body goes on after its last field, and its minor version adds none.
    case trailingBytes(count: Int)
    /// The payload parts that the header announces are not those that the body describes.
    case payloadMismatch(header: UInt64, body: UInt64)
}

extension DecodeError: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .truncated(let needed, let found):
            "the control part ends after \(found) bytes and needs \(needed); "
                + "send it whole, as one message part"
        case .wrongMagic(let magic):
            "the message starts with 0x\(String(magic, radix: 16)), not with 0x4d54; "
                + "the peer is not a Tombolo peer, check its endpoint"
        case .unsupportedVersion(let major, let minor, _):
            "the peer speaks version \(major).\(minor), this is version "
                + "\(FrameHeader.major).\(FrameHeader.minor); update the older of the two"
        case .unknownKind(let kind, let minor, _):
            "message kind \(kind) of minor version \(minor) is not known here; "
                + "skip it, and update this side if it matters"
        case .unknownFlags(let flags):
            "flags 0x\(String(flags, radix: 16)) are not known here; update this side"
        case .outOfRange(let field, let value, let lowest, let highest):
            "\(field.rawValue) is \(value), legal are \(lowest) to \(highest); correct the sender"
        case .wrongLength(let expected, let found):
            "the control part has \(found) bytes and says \(expected); "
                + "send it whole, as one message part"
        case .wrongChecksum(let expected, let found):
            "the control part's checksum is \(found), its bytes give \(expected); "
                + "it was damaged on the way, drop it"
        case .reservedNotZero(let offset):
            "the reserved byte at offset \(offset) is not zero; correct the sender"
        case .unknownValue(let field, let value):
            "\(field.rawValue) \(value) is not known here; update this side"
        case .illegalName:
            "the name is not UTF-8 without control characters; give the peer another name"
        case .illegalEndpoint:
            "the endpoint is not tcp://HOST:PORT in printable ASCII; correct the sender"
        case .trailingBytes(let count):
            "\(count) bytes follow the last field of the body; correct the sender"
        case .payloadMismatch(let header, let body):
            "the header announces \(header) payload bytes, the body \(body); correct the sender"
        }
    }
}
