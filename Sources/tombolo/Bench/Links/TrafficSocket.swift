import Glibc

/// TCP sockets that never block, for traffic between addresses of this machine.
enum TrafficSocket {
    /// Listens at a free port of an address, its bits the first part highest.
    static func listen(
        at address: UInt32, congestion: String?
    ) throws(BenchError) -> (descriptor: Int32, port: UInt16) {
        let descriptor = try make(congestion)
        let status = unsafe with(address, 0) { unsafe bind(descriptor, $0, $1) }
        var bound = sockaddr_in()
        var count = socklen_t(MemoryLayout<sockaddr_in>.size)
        let named = unsafe withUnsafeMutablePointer(to: &bound) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe getsockname(descriptor, generic, &count)
            }
        }
        guard status == 0, Glibc.listen(descriptor, 4_096) == 0, named == 0 else {
            close(descriptor)
            throw .unexpected("no port for the benchmark's service")
        }
        return (descriptor, UInt16(bigEndian: bound.sin_port))
    }
    /// Begins to connect.
    static func connect(
        to address: UInt32, _ port: UInt16, congestion: String?
    ) throws(BenchError) -> Int32 {
        let descriptor = try make(congestion)
        let status = unsafe with(address, port) { unsafe Glibc.connect(descriptor, $0, $1) }
        guard status == 0 || errno == EINPROGRESS else {
            close(descriptor)
            throw .unexpected("no connection for the benchmark")
        }
        return descriptor
    }
    /// Takes a connection that waits, or nil.
    static func accept(from listener: Int32) -> Int32? {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        prepare(descriptor)
        return descriptor
    }

    private static func make(_ congestion: String?) throws(BenchError) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .unexpected("no file descriptor is left") }
        prepare(descriptor)
        guard let congestion else { return descriptor }
        let status = unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_CONGESTION, congestion,
            socklen_t(congestion.utf8.count))
        guard status == 0 else {
            close(descriptor)
            throw .unexpected("this kernel has no congestion control '\(congestion)'")
        }
        return descriptor
    }
    private static func prepare(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        // Some large frames, so that one is written whole or not at all.
        set(descriptor, SOL_SOCKET, SO_SNDBUF, 200 << 10)
    }
    private static func set(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        unsafe setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
    private static func with<Result>(
        _ address: UInt32, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var internet = sockaddr_in()
        internet.sin_family = sa_family_t(AF_INET)
        internet.sin_port = port.bigEndian
        internet.sin_addr.s_addr = address.bigEndian
        return unsafe withUnsafePointer(to: &internet) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
