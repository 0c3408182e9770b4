import Glibc

/// Where a datagram socket of this machine is: a file, or a name in Linux's abstract namespace.
public struct UnixAddress: Hashable, Sendable {
    /// The path, or `@` and the abstract name.
    public let text: String

    /// `/run/watch.sock`, or `@watch` for an abstract name; nil for anything else, and for one that
    /// is too long for a socket's address (107 bytes).
    public init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.first == UInt8(ascii: "/") || bytes.first == UInt8(ascii: "@"),
            bytes.count > 1, bytes.count <= Limits.unixPathBytes, !bytes.contains(0)
        else { return nil }
        self.text = text
    }
    /// The same behind `unix:`, as an option says it.
    public init?(option text: String) {
        guard text.hasPrefix("unix:") else { return nil }
        self.init(String(text.dropFirst(5)))
    }

    /// Calls `body` with the address as the kernel wants it.
    func withAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var bytes = Array(text.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in
            unsafe path.copyBytes(from: bytes)
        }
        // An abstract name ends where the length says; a path's zero is counted, too.
        let isAbstract = bytes[0] == 0
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let count = socklen_t(offset + bytes.count + (isAbstract ? 0 : 1))
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, count)
            }
        }
    }
}
