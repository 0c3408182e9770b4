import Foundation

/// A drive log that was read back: every line is JSON, the first says what was driven.
struct DriveLog {
    /// The folder the log lies in; pictures lie beside it.
    let folder: String
    /// The lines as they are.
    let lines: [String]
    /// What they say, line by line.
    let entries: [DriveLogEntry]
    /// The last line's numbers, if the drive came to its end.
    let summary: DriveSummary?

    /// Reads the log at `path`.
    init(path: String) throws(DriveLogError) {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path: path)
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try self.init(bytes: bytes, folder: folder, path: path)
    }
    /// Reads a log from its bytes; `path` names it in errors.
    init(bytes: Data, folder: String, path: String) throws(DriveLogError) {
        let decoder = JSONDecoder()
        var lines: [String] = []
        var entries: [DriveLogEntry] = []
        var summary: DriveSummary?
        for (index, piece) in bytes.split(separator: 0x0A).enumerated() {
            guard let entry = try? decoder.decode(DriveLogEntry.self, from: piece) else {
                throw .malformed(path: path, line: index + 1)
            }
            if entry.kind == "summary" {
                guard let found = try? decoder.decode(DriveSummary.self, from: piece) else {
                    throw .malformed(path: path, line: index + 1)
                }
                summary = found
            }
            lines.append(String(decoding: piece, as: UTF8.self))
            entries.append(entry)
        }
        guard entries.first?.kind == "drive" else { throw .notADrive(path: path) }
        guard entries.contains(where: { $0.kind == "tick" }) else { throw .empty(path: path) }
        self.folder = folder
        self.lines = lines
        self.entries = entries
        self.summary = summary
    }
}
