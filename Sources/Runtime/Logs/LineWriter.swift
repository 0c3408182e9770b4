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
        init(fileDescriptor: Int32) { self.fileDescriptor = fileDescriptor }
    }
    private let shared: Shared
    private let byteLimit: Int
    private let ownsDescriptor: Bool
    private let thread: NamedThread

    /// A writer to an open descriptor, which stays open, with at most `byteLimit` bytes waiting.
    public convenience init(fileDescriptor: Int32, byteLimit: Int) {
        self.init(fileDescriptor: fileDescriptor, byteLimit: byteLimit, ownsDescriptor: false)
    }
    /// A writer to a new file at `path` (an old one is replaced); nil if it cannot be opened, with
    /// the reason in `errno`.
    public convenience init?(path: String, byteLimit: Int) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
        self.init(fileDescriptor: descriptor, byteLimit: byteLimit, ownsDescriptor: true)
    }
    private init(fileDescriptor: Int32, byteLimit: Int, ownsDescriptor: Bool) {
        let shared = Shared(fileDescriptor: fileDescriptor)
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
    /// Writes what is waiting and ends the thread; later lines are dropped.
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
            writeAll(bytes, to: shared.fileDescriptor)
            if isClosed, shared.contents.withLock({ $0.pending.isEmpty }) { return }
        }
    }
    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            // A reader that went away is no reason to stop driving.
            guard count > 0 else { return }
            offset += count
        }
    }
}
