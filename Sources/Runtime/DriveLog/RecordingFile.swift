import Glibc
import Recording
import Timekeeping

/// The files of a recording: `drive.mcap`, and before it `drive.previous.mcap` once there is more
/// than half of the limit. What is older than both is gone: together they never exceed the limit.
///
/// A disk that is full, or fails, ends the recording and nothing else: the file is cut back to its
/// last whole chunk, and what comes after is counted.
public struct RecordingFile: Sendable {
    /// Where the newest part is.
    public let path: String
    /// Messages that were not written.
    private(set) var lost: UInt64 = 0
    /// Why the recording ended before the drive; nil while it goes on.
    private(set) var failure: String?

    private let byteLimit: UInt64
    private var descriptor: Int32
    private var writer = Self.makeWriter()
    /// What has reached the file: whole records, the last one a chunk's index.
    private var written: UInt64 = 0
    /// What each file begins with.
    private var standing: [(channel: DriveChannel, time: UInt64, payload: [UInt8])] = []
    /// Bytes at most of a file with nothing else.
    private var emptyByteCount = Self.makeWriter().finishedByteCount
    /// Messages that have not reached the file.
    private var waiting: UInt64 = 0
    /// The time of the open chunk's first message.
    private var chunkBegan: UInt64?

    /// A new recording at `path` of at most `byteLimit` bytes, in the place of an older one.
    ///
    /// - Throws: `RecordingFileError` if the file cannot be opened.
    public init(path: String, byteLimit: UInt64) throws(RecordingFileError) {
        self.path = path
        self.byteLimit = byteLimit
        descriptor = Self.open(path)
        guard descriptor >= 0 else { throw RecordingFileError(path: path, errorNumber: errno) }
        // Of another drive.
        unsafe unlink(Self.previousPath(of: path))
    }

    /// Where the part before the newest is: `drive.previous.mcap` beside `drive.mcap`.
    public static func previousPath(of path: String) -> String {
        let ending = ".mcap"
        guard path.hasSuffix(ending) else { return path + ".previous" }
        return path.dropLast(ending.count) + ".previous" + ending
    }

    /// Appends a line.
    mutating func append(_ channel: DriveChannel, _ line: String, at time: UInt64) {
        append(channel, Array(line.utf8), at: time)
    }
    /// Appends a message at `time`, nanoseconds of the monotonic clock.
    mutating func append(_ channel: DriveChannel, _ payload: [UInt8], at time: UInt64) {
        guard failure == nil, emptyByteCount + Self.bound(payload) <= byteLimit / 2 else {
            return lost += 1
        }
        if writer.isFull || writer.finishedByteCount + Self.bound(payload) > byteLimit / 2 {
            rotate()
        }
        guard failure == nil,
            writer.append(channel: channel.rawValue, time: time, payload: payload)
        else { return lost += 1 }
        if channel.isStanding {
            standing.append((channel, time, payload))
            emptyByteCount += Self.bound(payload)
        }
        waiting += 1
        let began = chunkBegan ?? time
        chunkBegan = began
        if time >= began, time - began >= UInt64(Limits.recordingChunk.nanoseconds) {
            writer.endChunk()
        }
        if writer.openByteCount == 0 { chunkBegan = nil }
        flush()
    }
    /// Ends the recording as a whole file.
    mutating func finish() {
        if failure == nil {
            writer.finish()
            flush()
        }
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}

extension RecordingFile {
    private static func makeWriter() -> RecordingWriter {
        RecordingWriter(channels: DriveChannel.allCases.map(\.channel), library: "tombolo 0.1.0")
    }
    private static func open(_ path: String) -> Int32 {
        unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    }
    /// What a message takes at most: itself, its index, and what compressing it may add.
    private static func bound(_ payload: [UInt8]) -> UInt64 { UInt64(2 * payload.count + 128) }

    /// The newest part becomes the one before it, whose place it takes.
    private mutating func rotate() {
        writer.finish()
        flush()
        guard failure == nil else { return }
        close(descriptor)
        descriptor = -1
        guard unsafe rename(path, Self.previousPath(of: path)) == 0 else { return fail() }
        descriptor = Self.open(path)
        guard descriptor >= 0 else { return fail() }
        writer = Self.makeWriter()
        written = 0
        chunkBegan = nil
        for message in standing {
            writer.append(
                channel: message.channel.rawValue, time: message.time, payload: message.payload)
        }
    }
    /// Writes what the writer made: whole records only.
    private mutating func flush() {
        let bytes = writer.takeBytes()
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return fail() }
            offset += count
        }
        written += UInt64(bytes.count)
        if writer.openByteCount == 0 { waiting = 0 }
    }
    private mutating func fail() {
        failure = unsafe String(cString: strerror(errno))
        lost += waiting
        guard descriptor >= 0 else { return }
        // What was written in part only would be taken for a damaged chunk.
        _ = ftruncate(descriptor, off_t(written))
        close(descriptor)
        descriptor = -1
    }
}
