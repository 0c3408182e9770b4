import Foundation
import Wire

/// Control parts from wherever people have them.
enum ControlInput {
    /// The bytes that `words` name: a file, digits, or '-' for either on standard input.
    static func bytes(of words: [String]) throws(ControlInputError) -> [UInt8] {
        if words == ["-"] {
            let input = Array(FileHandle.standardInput.readDataToEndOfFile())
            return digits(String(decoding: input, as: UTF8.self)) ?? input
        }
        if words.count == 1, FileManager.default.fileExists(atPath: words[0]) {
            return try file(words[0])
        }
        let text = words.joined()
        guard let bytes = digits(text) else { throw .neitherFileNorDigits(text) }
        return bytes
    }
    /// The bytes of the file at `path`, which is no longer than a message part.
    static func file(_ path: String) throws(ControlInputError) -> [UInt8] {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path)
        }
        guard content.count <= Limits.partByteCount else {
            throw .tooLong(path, limit: Limits.partByteCount)
        }
        return Array(content)
    }
    /// The files among `paths`, and the `.bin` files of the folders among them, by name.
    static func files(in paths: [String]) throws(ControlInputError) -> [String] {
        var files: [String] = []
        for path in paths {
            if let names = try? FileManager.default.contentsOfDirectory(atPath: path) {
                files += names.filter { $0.hasSuffix(".bin") }.sorted().map { path + "/" + $0 }
            } else if FileManager.default.fileExists(atPath: path) {
                files.append(path)
            } else {
                throw .unreadable(path)
            }
        }
        return files
    }

    /// The bytes that `text` spells, or nil if it spells none.
    static func digits(_ text: String) -> [UInt8]? {
        let digits = text.filter { !$0.isWhitespace && $0 != ":" }.compactMap(\.hexDigitValue)
        let count = text.count { !$0.isWhitespace && $0 != ":" }
        guard count > 0, digits.count == count, count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: count, by: 2).map {
            UInt8(16 * digits[$0] + digits[$0 + 1])
        }
    }
}
