import Glibc

/// Non-blocking TCP sockets on the loopback address.
public enum LoopbackSocket {
    /// A port that was free a moment ago; another process may take it before the caller does.
    public static func freePort() -> UInt16? {
        guard let descriptor = try? listen() else { return nil }
        defer { close(descriptor) }
        return port(of: descriptor)
    }

    static func listen() throws(LinkCutterError) -> Int32 {
        let descriptor = make()
        guard descriptor >= 0 else { throw .noPort(code: errno) }
        let status = unsafe withAddress(port: 0) { address, count in
            unsafe bind(descriptor, address, count)
        }
        guard status == 0, Glibc.listen(descriptor, 16) == 0 else {
            defer { close(descriptor) }
            throw .noPort(code: errno)
        }
        return descriptor
    }
    /// Begins to connect; nil if that fails at once.
    static func connect(to port: UInt16) -> Int32? {
        let descriptor = make()
        guard descriptor >= 0 else { return nil }
        let status = unsafe withAddress(port: port) { address, count in
            unsafe Glibc.connect(descriptor, address, count)
        }
        guard status == 0 || errno == EINPROGRESS else {
            close(descriptor)
            return nil
        }
        sendAtOnce(descriptor)
        return descriptor
    }
    /// Takes a connection that waits at `listener`, or nil if none does.
    static func accept(from listener: Int32) -> Int32? {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        FileDescriptor.makePrivateAndNonBlocking(descriptor)
        sendAtOnce(descriptor)
        return descriptor
    }
    static func port(of descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        var count = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe getsockname(descriptor, generic, &count)
            }
        }
        return status == 0 ? UInt16(bigEndian: address.sin_port) : nil
    }
    /// Closes with a reset instead of a farewell, as a severed link looks from a stack's view.
    static func reset(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
    }

    private static func make() -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if descriptor >= 0 { FileDescriptor.makePrivateAndNonBlocking(descriptor) }
        return descriptor
    }
    private static func sendAtOnce(_ descriptor: Int32) {
        var one: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    }
    private static func withAddress<Result>(
        port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
