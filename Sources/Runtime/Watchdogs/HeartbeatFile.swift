import Glibc

/// A file that always holds one line of the same length: the state and the count of ticks.
final class HeartbeatFile: Sendable {
    private let descriptor: Int32

    /// Nil if the file cannot be written. It lies best in memory (`/run`): a disk may make its
    /// writer wait.
    init?(path: String) {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if descriptor < 0 { return nil }
    }
    deinit { close(descriptor) }

    /// Replaces the line; whether that worked.
    func write(_ line: String) -> Bool {
        let bytes = Array(line.utf8)
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, 0)
        }
        return count == bytes.count
    }
}
