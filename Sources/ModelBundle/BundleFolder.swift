import Crypto
import Foundation

/// The folder a bundle lies in: finds and reads its files, and nothing outside it.
struct BundleFolder {
    let path: String

    /// The folder at `path`, free of symbolic links.
    init(path: String) {
        self.path = URL(fileURLWithPath: path, isDirectory: true).resolvingSymlinksInPath().path
    }

    /// The manifest's path.
    var manifest: String { "\(path)/bundle.json" }

    /// The absolute path of the file that the manifest calls `relative`.
    ///
    /// A legal path is relative, has neither empty components nor `.` or `..`, and leads nowhere
    /// else by a symbolic link.
    func resolve(_ relative: String) throws(BundleError) -> String {
        let components = relative.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = components.allSatisfy { component in
            !component.isEmpty && component != "." && component != ".."
                && !component.unicodeScalars.contains { $0.value < 32 || $0 == "\\" }
        }
        let resolved = URL(fileURLWithPath: "\(path)/\(relative)").resolvingSymlinksInPath().path
        guard isPlain, resolved.hasPrefix(path == "/" ? "/" : "\(path)/") else {
            throw .pathEscapes(manifest: manifest, path: relative)
        }
        return resolved
    }

    /// The manifest's bytes.
    func readManifest() throws(BundleError) -> [UInt8] {
        var bytes: [UInt8] = []
        let path = try resolve("bundle.json")
        try read(path, limit: BundleLimits.manifestByteCount) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The size and digest of a model file, read piece by piece.
    func digest(
        of path: String
    ) throws(BundleError) -> (byteCount: Int, digest: FileDigest) {
        var hash = SHA256()
        var byteCount = 0
        try read(path, limit: BundleLimits.modelByteCount) { piece in
            hash.update(data: piece)
            byteCount += piece.count
        }
        return (byteCount, FileDigest(hash.finalize()))
    }

    private func read(
        _ path: String, limit: Int, _ take: (Data) -> Void
    ) throws(BundleError) {
        do {
            // A pipe or device could block for ever or never end.
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw BundleError.fileUnreadable(path: path, reason: "not a regular file")
            }
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            var remaining = limit
            while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
                guard piece.count <= remaining else {
                    throw BundleError.fileTooLarge(path: path, limit: limit)
                }
                remaining -= piece.count
                take(piece)
            }
        } catch let error as BundleError {
            throw error
        } catch {
            let reason = (error as NSError).localizedDescription
            throw .fileUnreadable(path: path, reason: reason)
        }
    }
}

extension FileDigest {
    /// The digest of `bytes`.
    init(of bytes: [UInt8]) { self.init(SHA256.hash(data: bytes)) }

    init(_ digest: SHA256Digest) {
        guard let value = FileDigest(bytes: Array(digest)) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        self = value
    }
}
