import Foundation
import Testing

@testable import Runtime

/// What watches a device in a test: a datagram socket, read with a deadline.
final class Supervisor {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        let address = try #require(UnixAddress(path))
        let status = unsafe address.withAddress { unsafe bind(descriptor, $0, $1) }
        try #require(status == 0, "\(path): \(errno)")
    }
    deinit { close(descriptor) }

    /// The next datagram; nil if none comes within `milliseconds`.
    func next(within milliseconds: Int32) -> String? {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, milliseconds) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
    /// The next datagram that begins with `word`; others before it are passed over.
    func next(_ word: String) throws -> String {
        for _ in 0..<10_000 {
            let text = try #require(next(within: 40_000), "no \(word) came")
            if text.hasPrefix(word) { return text }
        }
        throw ProgramError.noLine([word], tail: "the supervisor heard ten thousand other things")
    }
    /// Reads what waits.
    func drain() { while next(within: 0) != nil {} }
}
