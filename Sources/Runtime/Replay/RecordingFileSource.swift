import Glibc
public import Recording

/// A recording on disk, which may still be written.
public final class RecordingFileSource: RecordingSource, Sendable {
    private let descriptor: Int32

    /// The recording at `path`; nil if it cannot be opened, with the reason in `errno`.
    public init?(path: String) {
        let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { return nil }
        descriptor = opened
    }
    deinit { close(descriptor) }

    /// How many bytes there are now; zero if that cannot be told.
    public var byteCount: UInt64 {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return 0 }
        return UInt64(clamping: status.st_size)
    }
    /// The `count` bytes from `offset` on.
    public func read(at offset: UInt64, count: Int) -> [UInt8]? {
        guard let start = off_t(exactly: offset) else { return nil }
        var filled = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while filled < count {
                let part = unsafe pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled,
                    start + off_t(filled))
                if part < 0, errno == EINTR { continue }
                guard part > 0 else { break }
                filled += part
            }
            initialized = filled
        }
        return filled == count ? bytes : nil
    }
}
