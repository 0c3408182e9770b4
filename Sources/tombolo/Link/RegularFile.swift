import Foundation

/// A file that a person or another file names, read only if it is one and has not too many bytes.
enum RegularFile {
    /// More bytes than the reader takes.
    struct TooLarge: Error {
        /// Bytes it has, at least.
        let bytes: UInt64
    }

    /// The file's bytes, `limit` at most; nil if there is none to be read: a pipe or a device could
    /// block for ever or never end. Links are followed.
    static func bytes(atPath path: String, limit: Int) throws(TooLarge) -> [UInt8]? {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: url.path),
            attributes[.type] as? FileAttributeType == .typeRegular,
            let size = (attributes[.size] as? NSNumber)?.uint64Value
        else { return nil }
        guard size <= UInt64(limit) else { throw TooLarge(bytes: size) }
        guard let file = try? FileHandle(forReadingFrom: url) else { return nil }
        defer { try? file.close() }
        // It may have grown since.
        let piece = try? file.read(upToCount: limit + 1) ?? Data()
        guard let content = piece else { return nil }
        guard content.count <= limit else { throw TooLarge(bytes: UInt64(content.count)) }
        return Array(content)
    }
}
