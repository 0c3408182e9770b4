import Glibc
import Synchronization

/// Writes lines to a file on a thread of its own, so that whoever has something to say never waits
/// for a disk, a pipe or a terminal.
///
/// Bounded: lines beyond the limit are dropped and counted.
public final class LineWriter: Sendable {
    private struct Contents {
        var pending: [UInt8] = []
        var dropped: UInt64 = 0
        var isClosed = false
    }
    private final class Shared: Sendable {
        let contents = Mutex(Contents())
        let doorbell = Doorbell()
        let fileDescriptor: Int32
        let patience: Int
        init(fileDescriptor: Int32, patience: Int) {
            self.fileDescriptor = fileDescriptor
            self.patience = patience
        }
    }
    private let shared: Shared
    private let byteLimit: Int
    private let ownsDescriptor: Bool
    private let thread: NamedThread

    /// A writer to an open descriptor, which stays open, with at most `byteLimit` bytes waiting.
    public convenience init(fileDescriptor: Int32, byteLimit: Int) {
        self.init(
            fileDescriptor: fileDescriptor, byteLimit: byteLimit, ownsDescriptor: false,
            patience: Limits.lastLinePatience)
    }
    /// A writer to a new file at `path` (an old one is replaced); nil if it cannot be opened, with
    /// the reason in `errno`.
    public convenience init?(path: String, byteLimit: Int) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
        self.init(
            fileDescriptor: descriptor, byteLimit: byteLimit, ownsDescriptor: true,
            patience: Limits.lastLinePatience)
    }
    /// `patience` is how many tenths of a second a closed writer waits for a reader that is stuck.
    init(fileDescriptor: Int32, byteLimit: Int, ownsDescriptor: Bool, patience: Int) {
        let shared = Shared(fileDescriptor: fileDescriptor, patience: patience)
        self.shared = shared
        self.byteLimit = byteLimit
        self.ownsDescriptor = ownsDescriptor
        thread = NamedThread("writer", priority: .ordinary) { LineWriter.serve(shared) }
    }

    /// Lines dropped because too much was waiting.
    public var dropped: UInt64 { shared.contents.withLock { $0.dropped } }

    /// Queues `line`; a line feed is added.
    public func write(_ line: String) {
        let isQueued = shared.contents.withLock { contents in
            let count = line.utf8.count + 1
            guard !contents.isClosed, contents.pending.count + count <= byteLimit else {
                contents.dropped += 1
                return false
            }
            contents.pending.append(contentsOf: line.utf8)
            contents.pending.append(0x0A)
            return true
        }
        if isQueued { shared.doorbell.ring() }
    }
    /// Writes what is waiting and ends the thread; later lines are dropped, and so is what nobody
    /// has read `Limits.lastLinePatience` later: a pipe whose reader is stuck must not keep a
    /// process from ending.
    public func close() {
        let wasClosed = shared.contents.withLock { contents in
            defer { contents.isClosed = true }
            return contents.isClosed
        }
        guard !wasClosed else { return }
        shared.doorbell.ring()
        thread.join()
        if ownsDescriptor { Glibc.close(shared.fileDescriptor) }
    }

    private static func serve(_ shared: Shared) {
        var bytes: [UInt8] = []
        while true {
            shared.doorbell.wait(milliseconds: -1)
            shared.doorbell.clear()
            bytes.removeAll(keepingCapacity: true)
            let isClosed = shared.contents.withLock { contents in
                swap(&contents.pending, &bytes)
                return contents.isClosed
            }
            guard writeAll(bytes, to: shared) else { return }
            if isClosed, shared.contents.withLock({ $0.pending.isEmpty }) { return }
        }
    }
    /// False if the writer was closed and nobody read.
    private static func writeAll(_ bytes: [UInt8], to shared: Shared) -> Bool {
        var (offset, waits) = (0, 0)
        while offset < bytes.count {
            guard isWritable(shared.fileDescriptor) else {
                let isClosed = shared.contents.withLock { $0.isClosed }
                if isClosed { waits += 1 }
                if waits > shared.patience {
                    let lines = UInt64(bytes[offset...].count { $0 == 0x0A })
                    shared.contents.withLock { $0.dropped += lines }
                    return false
                }
                continue
            }
            // What a pipe that is ready takes without waiting.
            let part = min(bytes.count - offset, Int(PIPE_BUF))
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    shared.fileDescriptor, buffer.baseAddress?.advanced(by: offset), part)
            }
            if count < 0, errno == EINTR { continue }
            // A reader that went away is no reason to stop driving.
            guard count > 0 else { return true }
            offset += count
        }
        return true
    }
    /// Waits up to a tenth of a second until a write would not wait; an error counts as ready, for
    /// the write to find.
    private static func isWritable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let count = unsafe poll(&entry, 1, 100)
        return count > 0 || (count < 0 && errno != EINTR)
    }
}
