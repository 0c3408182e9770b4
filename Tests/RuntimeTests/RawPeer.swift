import Glibc

@testable import Runtime

/// A TCP connection that speaks ZMTP by hand, as far as a test wants it to (RFC 37).
final class RawPeer {
    private let descriptor: Int32

    /// Connects to the port of `endpoint`; `receiveBytes` is the kernel's room for what comes.
    init(_ endpoint: String, receiveBytes: Int32? = nil) throws {
        guard let digits = endpoint.split(separator: ":").last, let port = UInt16(digits) else {
            throw SceneError.noSocket
        }
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw SceneError.noSocket }
        if var receiveBytes {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBytes, 4)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw SceneError.noSocket }
    }
    deinit { close(descriptor) }

    /// The first half of a greeting, and no more.
    func sendHalfGreeting() throws { try send(Array(Self.greeting.prefix(11))) }
    /// Greets, waits for the greeting of the other side, and says it is a dealer.
    func shakeHands() throws {
        try send(Self.greeting)
        try read(64)
        try send(Self.ready)
        // Its READY: as long as ours says the second byte.
        let head = try read(2)
        try read(Int(head[1]))
    }
    /// A part of a message.
    func sendPart(_ bytes: [UInt8], more: Bool) throws { try send(Self.part(bytes, more: more)) }
    /// The bytes of a part on the wire.
    static func part(_ bytes: [UInt8], more: Bool) -> [UInt8] {
        guard bytes.count > 255 else {
            return [more ? 1 : 0, UInt8(bytes.count)] + bytes
        }
        let count = (0..<8).reversed().map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
        return [more ? 3 : 2] + count + bytes
    }
    /// Sends all of `bytes`; throws once the other side has ended the connection.
    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard unsafe poll(&entry, 1, 10_000) == 1 else {
                throw SceneError.silence(waitingFor: "room to send")
            }
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress, bytes.count,
                    Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count < 0, errno == EAGAIN { continue }
            guard count > 0 else { throw SceneError.noSocket }
            rest = rest.dropFirst(count)
        }
    }
    /// Whether the other side ends the connection within ten seconds; what it still says is
    /// dropped.
    func isEnded() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&entry, 1, 10_000) == 1 else { return false }
            if unsafe recv(descriptor, &chunk, chunk.count, 0) <= 0 { return true }
        }
    }
    @discardableResult
    private func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&entry, 1, 10_000) == 1 else {
                throw SceneError.silence(waitingFor: "a greeting")
            }
            var chunk = [UInt8](repeating: 0, count: count - bytes.count)
            let got = unsafe recv(descriptor, &chunk, chunk.count, 0)
            guard got > 0 else { throw SceneError.noSocket }
            bytes += chunk[..<got]
        }
        return bytes
    }

    /// Version 3.0, mechanism NULL.
    static let greeting: [UInt8] =
        [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 0] + Array("NULL".utf8)
        + [UInt8](repeating: 0, count: 16 + 32)
    private static let ready: [UInt8] = {
        let body =
            [5] + Array("READY".utf8) + [11] + Array("Socket-Type".utf8) + [0, 0, 0, 6]
            + Array("DEALER".utf8)
        return [4, UInt8(body.count)] + body
    }()
}
