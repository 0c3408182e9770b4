import Foundation

/// The source files of the repository, read from where this file lies.
struct SourceTree {
    /// One source file.
    struct File {
        /// The path below the repository's root.
        let path: String
        /// The lines, without their ends.
        let lines: [String]

        /// The module the file belongs to: the folder below `Sources` or `Tests`.
        var module: String {
            let parts = path.split(separator: "/")
            return parts.count > 1 ? String(parts[1]) : ""
        }
        /// The file's name without `.swift`.
        var name: String {
            let last = path.split(separator: "/").last.map(String.init) ?? path
            return last.replacingOccurrences(of: ".swift", with: "")
        }
    }

    /// The repository's root.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file below `folder`, sorted by path.
    static func files(below folder: String) throws -> [File] {
        try files(below: folder, ending: ["swift"])
    }
    /// Every file below `folder` whose name ends like this, sorted by path.
    static func files(below folder: String, ending extensions: [String]) throws -> [File] {
        let start = root.appendingPathComponent(folder)
        let walker = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil)
        var files: [File] = []
        while let url = walker?.nextObject() as? URL {
            guard extensions.contains(url.pathExtension) else { continue }
            let text = try String(contentsOf: url, encoding: .utf8)
            let path = String(url.path.dropFirst(root.path.count + 1))
            files.append(File(path: path, lines: text.components(separatedBy: "\n")))
        }
        return files.sorted { $0.path < $1.path }
    }
}
