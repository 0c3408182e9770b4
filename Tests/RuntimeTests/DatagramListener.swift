import Glibc
import Testing

@testable import Runtime

/// A supervisor's socket.
final class DatagramListener {
    private let descriptor: Int32

    init(_ place: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        let address = try #require(UnixAddress(place))
        let status = unsafe address.withAddress { unsafe bind(descriptor, $0, $1) }
        try #require(status == 0, "\(place): \(errno)")
    }
    deinit { close(descriptor) }

    /// The next datagram; nil if none comes within a time that a passing test never waits for.
    func next() -> String? {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, 30_000) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}
