import Glibc
import ZeroMQ

/// The file of a socket that other processes of this machine connect to: only the same user may,
/// what a dead agent left is replaced, and what a living one listens at is not.
struct PortSocketFile {
    private let path: String
    private let endpoint: String

    /// The file that `endpoint` names.
    init(_ endpoint: String) throws(PortError) {
        guard endpoint.hasPrefix("ipc:///"), endpoint.utf8.count > 7 else {
            throw .notAPath(endpoint)
        }
        path = String(endpoint.dropFirst("ipc://".count))
        self.endpoint = endpoint
        guard path.utf8.count <= Limits.socketPathBytes else { throw .pathTooLong(path) }
    }

    /// Binds `socket` there. The library removes a file that is there already without looking, so
    /// that is done before.
    func bind(_ socket: Socket) throws(PortError) {
        try checkVacant()
        // From the start, lest somebody connects before the file's mode is changed. The mask is the
        // process's: this is done before other threads make files.
        let mask = umask(0o177)
        defer { _ = umask(mask) }
        do throws(ZeroMQError) {
            try socket.bind(endpoint)
        } catch {
            if case .callFailed = error { throw .folder(path: path) }
            throw .transport(error)
        }
    }

    private func checkVacant() throws(PortError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        if isAnswered() { throw .inUse(path: path) }
    }
    /// Whether somebody accepts connections there.
    private func isAnswered() -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            unsafe bytes.copyBytes(from: Array(path.utf8))
        }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(descriptor, pointer, size) == 0
            }
        }
    }
}
