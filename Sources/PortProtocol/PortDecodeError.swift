/// Why bytes are no frame of the port; small, typed, and made before anything is allocated.
public enum PortDecodeError: Error, Hashable, Sendable {
    /// A field needs more bytes than are left.
    case truncated(needed: Int, found: Int)
    /// The first four bytes are not the protocol's: a stranger.
    case wrongMagic(UInt32)
    /// Another major version.
    case wrongMajor(UInt8)
    /// A kind that this version does not know.
    case unknownKind(UInt8)
    /// Bytes that must be zero are not.
    case reservedNotZero
    /// The header announces another length than the body has, or one above the limit.
    case bodyMismatch(announced: UInt32, found: Int)
    /// Bytes behind the last field, from a peer of this minor version.
    case trailingBytes(Int)
    /// The session is zero, which names none.
    case noSession
    /// A field is out of its range.
    case illegal(PortField)
    /// A text is empty, too long, no UTF-8, or holds control characters.
    case notText(PortField)
    /// A message has another count of parts than its kind.
    case wrongPartCount(Int)
    /// The picture part has another length than the capture announces.
    case pictureMismatch(announced: UInt32, found: Int)
}

/// A field that a reader can find fault with.
public enum PortField: String, Hashable, Sendable, CaseIterable {
    case name, unit, text, camera, rate, flags, stateCount, channelCount, action, pictureByteCount
    case period, value, reason
}

extension PortDecodeError {
    /// The error's name, for counting by kind.
    public var name: String {
        switch self {
        case .truncated: "truncated"
        case .wrongMagic: "wrongMagic"
        case .wrongMajor: "wrongMajor"
        case .unknownKind: "unknownKind"
        case .reservedNotZero: "reservedNotZero"
        case .bodyMismatch: "bodyMismatch"
        case .trailingBytes: "trailingBytes"
        case .noSession: "noSession"
        case .illegal: "illegal"
        case .notText: "notText"
        case .wrongPartCount: "wrongPartCount"
        case .pictureMismatch: "pictureMismatch"
        }
    }
}

extension PortDecodeError: CustomStringConvertible {
    /// What is wrong with the bytes.
    public var description: String {
        switch self {
        case .truncated(let needed, let found): "needs \(needed) bytes where \(found) are left"
        case .wrongMagic(let magic): "begins with 0x\(String(magic, radix: 16)), which is no port's"
        case .wrongMajor(let major): "is of protocol version \(major); this agent speaks 1"
        case .unknownKind(let kind): "is of the unknown kind \(kind)"
        case .reservedNotZero: "has reserved bytes that are not zero"
        case .bodyMismatch(let announced, let found):
            "announces a body of \(announced) bytes and has \(found)"
        case .trailingBytes(let count): "has \(count) bytes behind its last field"
        case .noSession: "names no session"
        case .illegal(let field): "has a \(field.rawValue) out of range"
        case .notText(let field): "has a \(field.rawValue) that is no legal text"
        case .wrongPartCount(let count): "has \(count) parts, which its kind has not"
        case .pictureMismatch(let announced, let found):
            "announces a picture of \(announced) bytes and has \(found)"
        }
    }
}
