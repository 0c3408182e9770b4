import Glibc

/// What the kernel says of a TCP connection's bytes, and how one is cut that another owns.
enum ConnectionBytes {
    /// Where the kernel's `tcp_info` has the count of bytes received (linux/tcp.h); the C
    /// library's own version of it ends before.
    private static let offset = 128

    /// How many bytes the owner of `descriptor` has taken from it since it was opened.
    static func taken(_ descriptor: Int32) -> Int? {
        var answer = [UInt8](repeating: 0, count: 256)
        var count = socklen_t(answer.count)
        let status = unsafe getsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_INFO, &answer, &count)
        guard status == 0, Int(count) >= offset + 8 else { return nil }
        let received = unsafe answer.withUnsafeBytes { bytes in
            unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
        var unread: Int32 = 0
        guard unsafe ioctl(descriptor, UInt(FIONREAD), &unread) == 0 else { return nil }
        return Int(clamping: received) - Int(unread)
    }
    /// Ends the connection for both sides; the descriptor stays its owner's, who finds out.
    static func cut(_ descriptor: Int32) { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
}
