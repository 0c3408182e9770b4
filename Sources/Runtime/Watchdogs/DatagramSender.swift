import Glibc

/// Sends datagrams to one address of this machine and never waits for anybody.
final class DatagramSender: Sendable {
    private let descriptor: Int32
    private let address: UnixAddress

    /// Nil if the process has no descriptor left. Whether anybody listens shows with each datagram:
    /// a supervisor may come and go.
    init?(to address: UnixAddress) {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        self.address = address
        FileDescriptor.makePrivateAndNonBlocking(descriptor)
    }
    deinit { close(descriptor) }

    /// Whether somebody's queue took `text`.
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let count = unsafe address.withAddress { address, length in
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe sendto(
                    descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL),
                    address, length)
            }
        }
        return count == bytes.count
    }
}
