import Glibc

/// Where a socket listens or connects to.
struct SocketAddress: Sendable {
    private var storage = sockaddr_storage()
    private var byteCount: socklen_t = 0

    /// The address that `text` names: `tcp://HOST:PORT` or `unix:PATH`.
    init(_ text: String) throws(RelayError) {
        if text.hasPrefix("unix:") {
            try self.init(path: String(text.dropFirst(5)), text)
        } else {
            try self.init(tcp: text)
        }
    }
    /// The address that `descriptor` is bound to, or nil.
    init?(of descriptor: Int32) {
        var count = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe getsockname(descriptor, generic, &count)
            }
        }
        guard status == 0 else { return nil }
        byteCount = count
    }
    private init(tcp text: String) throws(RelayError) {
        let rest = text.dropFirst(6)
        guard text.hasPrefix("tcp://"), let colon = rest.lastIndex(of: ":") else {
            throw .badEndpoint(text)
        }
        let port = String(rest[rest.index(after: colon)...])
        var host = String(rest[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty, UInt16(port) != nil else { throw .badEndpoint(text) }
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, port, &hints, &found) == 0, let first = unsafe found else {
            throw .unknownHost(text)
        }
        defer { unsafe freeaddrinfo(first) }
        byteCount = unsafe first.pointee.ai_addrlen
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            let source = unsafe UnsafeRawBufferPointer(
                start: first.pointee.ai_addr, count: Int(first.pointee.ai_addrlen))
            unsafe bytes.copyMemory(from: source)
        }
    }
    private init(path: String, _ text: String) throws(RelayError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // A zero ends it.
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw .badEndpoint(text)
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        byteCount = socklen_t(MemoryLayout<sockaddr_un>.size)
        unsafe withUnsafeMutableBytes(of: &storage) { target in
            unsafe withUnsafeBytes(of: address) { unsafe target.copyMemory(from: $0) }
        }
    }

    /// The family, for `socket`.
    var family: Int32 { Int32(storage.ss_family) }
    /// Whether TCP runs over it.
    var isTCP: Bool { family != AF_UNIX }
    /// The port, 0 where there is none.
    var port: UInt16 {
        guard isTCP else { return 0 }
        // Both families have it behind the family's two bytes, the larger byte first.
        return unsafe withUnsafeBytes(of: storage) { bytes in
            UInt16(unsafe bytes[2]) << 8 | UInt16(unsafe bytes[3])
        }
    }
    /// As it is written: `tcp://127.0.0.1:5570`.
    var text: String {
        var host = [CChar](repeating: 0, count: 64)
        let status = unsafe withPointer { address, count in
            unsafe getnameinfo(
                address, count, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
        }
        guard status == 0 else { return "tcp://?:\(port)" }
        let name = String(
            decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return family == AF_INET6 ? "tcp://[\(name)]:\(port)" : "tcp://\(name):\(port)"
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        unsafe withUnsafePointer(to: storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, byteCount)
            }
        }
    }
}
