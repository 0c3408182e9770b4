import Glibc

/// A client of a relay's control socket.
public enum RelayControl {
    /// Sends one line to the relay at `endpoint` and returns its answer, a line of JSON.
    ///
    /// - Throws: `RelayError` if there is no such endpoint, or no answer within five seconds.
    public static func ask(_ line: String, at endpoint: String) throws(RelayError) -> String {
        let address = try SocketAddress(endpoint)
        let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .noDescriptor(code: errno) }
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(descriptor, SOL_SOCKET, option, &patience, size)
        }
        let status = unsafe address.withPointer { unsafe connect(descriptor, $0, $1) }
        guard status == 0 else { throw .noAnswer(endpoint: endpoint, code: errno) }
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw .noAnswer(endpoint: endpoint, code: errno) }
            rest = rest.dropFirst(count)
        }
        return try answer(descriptor, endpoint)
    }

    private static func answer(
        _ descriptor: Int32, _ endpoint: String
    ) throws(RelayError) -> String {
        var answer: [UInt8] = []
        while answer.last != UInt8(ascii: "\n"), answer.count < Limits.controlLineBytes {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            }
            guard count > 0 else { throw .noAnswer(endpoint: endpoint, code: errno) }
            answer += bytes[..<count]
        }
        return String(decoding: answer.dropLast(), as: UTF8.self)
    }
}
