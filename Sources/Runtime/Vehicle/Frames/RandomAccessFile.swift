import Glibc

/// A file of which pieces are read where they lie.
final class RandomAccessFile: Sendable {
    /// Where it lies.
    let path: String
    /// Its length.
    let byteCount: Int
    private let descriptor: Int32

    init(path: String) throws(FrameFolderError) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, unsafe fstat(descriptor, &status) == 0,
            status.st_mode & S_IFMT == S_IFREG
        else {
            if descriptor >= 0 { close(descriptor) }
            throw .unreadable(path: path)
        }
        self.path = path
        byteCount = Int(status.st_size)
    }
    deinit { close(descriptor) }

    /// The `count` bytes from `offset` on, all of them.
    func read(_ count: Int, at offset: Int) throws(FrameFolderError) -> [UInt8] {
        guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
            throw .malformed(path: path, reason: "it ends too early")
        }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor, buffer.baseAddress.map { unsafe $0 + done }, count - done,
                    off_t(offset + done))
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw .unreadable(path: path) }
            done += got
        }
        return bytes
    }
}
