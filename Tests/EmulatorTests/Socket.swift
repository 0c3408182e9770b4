import Glibc

@testable import Emulator

/// Blocking TCP sockets with patience, in the network that a test is in when it makes them.
final class Socket: PatientSocket {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }
    /// A socket that waits 30 s for anything.
    convenience init() {
        self.init(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        bePatient(seconds: 30)
        var one: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    }
    deinit { Glibc.close(descriptor) }

    /// Listens at a free port of `address` and says which.
    func listen(at address: InternetAddress) -> UInt16 {
        guard bindTo(address, 0), Glibc.listen(descriptor, 64) == 0 else { return 0 }
        var bound = sockaddr_in()
        var count = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &bound) { pointer in
            _ = unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &count)
            }
        }
        return UInt16(bigEndian: bound.sin_port)
    }
    /// Connects; an error number or 0.
    func connect(to address: InternetAddress, _ port: UInt16) -> Int32 {
        unsafe Self.with(address, port) { pointer in
            unsafe Glibc.connect(
                descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 ? 0 : errno
        }
    }
    /// The next connection, within the patience.
    func accept() -> Socket? {
        let taken = Glibc.accept(descriptor, nil, nil)
        return taken < 0 ? nil : Socket(taken)
    }
    /// Whether it can be written to within so many milliseconds: a connection stands.
    func stands(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) == 1
    }
    func becomeNonBlocking() { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }

    private func bindTo(_ address: InternetAddress, _ port: UInt16) -> Bool {
        unsafe Self.with(address, port) { pointer in
            unsafe bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
    private static func with<Result>(
        _ address: InternetAddress, _ port: UInt16, _ body: (UnsafePointer<sockaddr>) -> Result
    ) -> Result {
        var internet = sockaddr_in()
        internet.sin_family = sa_family_t(AF_INET)
        internet.sin_port = port.bigEndian
        internet.sin_addr.s_addr = address.bits.bigEndian
        return unsafe withUnsafePointer(to: &internet) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0) }
        }
    }
}
