import Glibc

@testable import Relay

/// A blocking TCP client with patience; what it waits for comes, or the test fails.
final class Caller {
    let descriptor: Int32

    init(_ endpoint: String) throws {
        let address = try SocketAddress(endpoint)
        descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        let status = unsafe address.withPointer { unsafe connect(descriptor, $0, $1) }
        guard status == 0 else { throw RelayError.noDescriptor(code: errno) }
    }
    deinit { Glibc.close(descriptor) }

    /// Writes all of `bytes`; false if the connection is gone or takes no more.
    func write(_ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes[done...].withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }
    /// Reads so many bytes, or those that came before the end.
    func read(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < count {
            let wanted = min(chunk.count, count - bytes.count)
            let got = unsafe chunk.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, wanted, 0)
            }
            guard got > 0 else { break }
            bytes.append(contentsOf: chunk[..<got])
        }
        return bytes
    }
    /// How the connection ends: 0 by a farewell, else by this error. Bytes before it are skipped.
    func ending() -> Int32 {
        var byte: UInt8 = 0
        while true {
            let got = unsafe recv(descriptor, &byte, 1, 0)
            if got == 0 { return 0 }
            if got < 0, errno != EINTR { return errno }
        }
    }
    /// Whether anything comes within so many milliseconds.
    func hears(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) == 1
    }
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }
}
