/// One message of a session: header and body, the control part of what crosses the port.
public struct PortFrame: Hashable, Sendable {
    /// Drawn by the machine for each hello and never zero, but in a refusal of bytes that named
    /// none.
    public var session: UInt64
    /// What it says.
    public var message: MachineMessage

    /// A frame from its parts.
    public init(session: UInt64, _ message: MachineMessage) {
        self.session = session
        self.message = message
    }

    /// The protocol's first four bytes as they lie in memory: "TMPT".
    public static let magic: UInt32 = 0x5450_4D54
    /// The version spoken here.
    public static let major: UInt8 = 1
    /// See above.
    public static let minor: UInt8 = 1

    /// The session that bytes name, whatever else they are; zero if they are too short.
    public static func session(in bytes: [UInt8]) -> UInt64 {
        guard bytes.count >= Limits.headerByteCount else { return 0 }
        var reader = PortReader(bytes[8...])
        return (try? reader.number(UInt64.self)) ?? 0
    }

    /// Its bytes.
    public func encoded() -> [UInt8] {
        var body = PortWriter()
        message.write(to: &body)
        var frame = PortWriter()
        frame.number(PortFrame.magic)
        frame.number(PortFrame.major)
        frame.number(PortFrame.minor)
        frame.number(message.kind.rawValue)
        frame.number(UInt8(0))
        frame.number(session)
        frame.number(UInt32(body.bytes.count))
        frame.number(UInt32(0))
        return frame.bytes + body.bytes
    }

    /// Reads a control part, in this order: length, magic, major, kind, reserved, length of the
    /// body, session, then the body front to back.
    public init(decoding bytes: [UInt8]) throws(PortDecodeError) {
        guard bytes.count >= Limits.headerByteCount else {
            throw .truncated(needed: Limits.headerByteCount, found: bytes.count)
        }
        var header = PortReader(bytes[..<Limits.headerByteCount])
        let magic = try header.number(UInt32.self)
        guard magic == PortFrame.magic else { throw .wrongMagic(magic) }
        let major = try header.number(UInt8.self)
        guard major == PortFrame.major else { throw .wrongMajor(major) }
        let minor = try header.number(UInt8.self)
        let code = try header.number(UInt8.self)
        guard let kind = MachineMessage.Kind(rawValue: code) else { throw .unknownKind(code) }
        try header.zeros(1)
        session = try header.number(UInt64.self)
        let announced = try header.number(UInt32.self)
        try header.zeros(4)
        let found = bytes.count - Limits.headerByteCount
        guard bytes.count <= Limits.controlByteCount, Int(announced) == found else {
            throw .bodyMismatch(announced: announced, found: found)
        }
        guard session != 0 || kind == .refuse else { throw .noSession }
        var body = PortReader(bytes[Limits.headerByteCount...])
        message = try MachineMessage(kind, minor: minor, from: &body)
        // A later minor version may have more to say.
        guard minor > PortFrame.minor || body.remaining == 0 else {
            throw .trailingBytes(body.remaining)
        }
    }

    /// Checks that `parts`, the sizes in bytes of what came behind the control part, are those that
    /// the message describes.
    public func check(partByteCounts parts: [Int]) throws(PortDecodeError) {
        guard case .capture(let capture) = message else {
            guard parts.isEmpty else { throw .wrongPartCount(parts.count + 1) }
            return
        }
        guard parts.count == 1 else { throw .wrongPartCount(parts.count + 1) }
        guard parts[0] == Int(capture.pictureByteCount) else {
            throw .pictureMismatch(announced: capture.pictureByteCount, found: parts[0])
        }
    }
}
