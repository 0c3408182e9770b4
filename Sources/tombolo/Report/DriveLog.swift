import Foundation
import Recording
import Runtime

/// A recorded drive that was read back: its lines of JSON, the first says what was driven, and its
/// pictures.
struct DriveLog {
    /// The lines that the page draws, as they are.
    private(set) var lines: [String] = []
    /// What they say, line by line.
    private(set) var entries: [DriveLogEntry] = []
    /// The pictures by the name that a line gives them, base64.
    private(set) var pictures: [String: String] = [:]
    /// The drive's numbers, if it came to its end.
    private(set) var summary: DriveSummary?
    /// Whether every file is whole; one whose process was killed is not.
    private(set) var isFinished = true

    private struct Picture: Decodable {
        let t: Double
        let capture: UInt64
        let data: String
    }

    /// Reads the recording whose files, the oldest first, are at `paths`.
    init(paths: [String]) throws(DriveLogError) {
        for path in paths {
            guard let source = RecordingFileSource(path: path) else {
                throw .unreadable(path: path)
            }
            try read(source, path: path)
        }
        try check(path: paths.last ?? "")
    }
    /// Reads a recording; `path` names it in errors.
    init(_ source: some RecordingSource, path: String) throws(DriveLogError) {
        try read(source, path: path)
        try check(path: path)
    }

    private mutating func read(
        _ source: some RecordingSource, path: String
    ) throws(DriveLogError) {
        do {
            var reader = try RecordingReader(source)
            while let message = try reader.next() {
                let channel = reader.channels[message.channel].flatMap {
                    DriveChannel(topic: $0.topic)
                }
                guard let channel, channel.isDrawn else { continue }
                try take(message, of: channel, path: path)
            }
            if reader.ending != .finished { isFinished = false }
        } catch let error as RecordingError {
            throw .damaged(path: path, error)
        } catch let error as DriveLogError {
            throw error
        } catch {
            throw .unreadable(path: path)
        }
    }
    private mutating func take(
        _ message: RecordedMessage, of channel: DriveChannel, path: String
    ) throws(DriveLogError) {
        let decoder = JSONDecoder()
        var bytes = Data(message.payload)
        do {
            if channel == .camera {
                let picture = try decoder.decode(Picture.self, from: bytes)
                let name = "\(picture.capture).png"
                pictures[name] = picture.data
                var line = JSONLine(kind: "frame")
                line.add("t", picture.t, decimals: 3)
                line.add("file", name)
                bytes = Data(line.line.utf8)
            }
            let entry = try decoder.decode(DriveLogEntry.self, from: bytes)
            // Each file of a recording begins with what was driven; once is enough.
            let stands = ["drive", "road", "actor"].contains(entry.kind)
            let line = String(decoding: bytes, as: UTF8.self)
            if stands, lines.contains(line) { return }
            if entry.kind == "summary" {
                summary = try decoder.decode(DriveSummary.self, from: bytes)
            }
            lines.append(line)
            entries.append(entry)
        } catch {
            throw .malformed(path: path, topic: channel.topic, time: message.time)
        }
    }
    private func check(path: String) throws(DriveLogError) {
        guard entries.contains(where: { $0.kind == "drive" }) else { throw .notADrive(path: path) }
        guard entries.contains(where: { $0.kind == "tick" }) else { throw .empty(path: path) }
    }
}
