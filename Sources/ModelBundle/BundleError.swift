/// Why a bundle was refused. Every message names the file, and both values where two disagree.
public enum BundleError: Error, Hashable, Sendable {
    /// A file is absent, not a regular file, or cannot be read.
    case fileUnreadable(path: String, reason: String)
    /// A file has more bytes than is ever accepted.
    case fileTooLarge(path: String, limit: Int)
    /// A file has another number of bytes than the manifest says.
    case sizeMismatch(path: String, expected: Int, found: Int)
    /// A file has other bytes than the manifest says.
    case digestMismatch(path: String, expected: FileDigest, found: FileDigest)
    /// The manifest names a file outside the bundle's folder.
    case pathEscapes(manifest: String, path: String)
    /// The manifest is not JSON, or a key is absent or has a value of another type.
    case manifestMalformed(manifest: String, key: String, problem: String)
    /// The manifest has a format this version of Tombolo does not know.
    case unsupportedFormat(manifest: String, expected: Int, found: Int)
    /// A value makes no sense by itself, or contradicts another.
    case invalidValue(manifest: String, key: String, expected: String, found: String)
    /// Latent and state vector together may not fit one message.
    case latentTooLarge(manifest: String, elementCount: Int, stateByteCount: Int, limit: Int)
}

extension BundleError: CustomStringConvertible {
    /// One line for an operator: what happened and what to do.
    public var description: String {
        switch self {
        case .fileUnreadable(let path, let reason):
            "cannot read \(path) (\(reason)); restore the bundle from where it came"
        case .fileTooLarge(let path, let limit):
            "\(path) has more than \(limit) bytes; this is no bundle that Tombolo loads"
        case .sizeMismatch(let path, let expected, let found):
            "\(path) has \(found) bytes, expected \(expected); restore the file, or export the"
                + " bundle again if you changed it on purpose"
        case .digestMismatch(let path, let expected, let found):
            "\(path) has SHA-256 \(found), expected \(expected); restore the file, or export the"
                + " bundle again if you changed it on purpose"
        case .pathEscapes(let manifest, let path):
            "\(manifest) names '\(path)', which is not inside its folder; put the file beside it"
        case .manifestMalformed(let manifest, let key, let problem):
            "\(manifest) is malformed at \(key): \(problem); see Docs/BUNDLE.md for the format"
        case .unsupportedFormat(let manifest, let expected, let found):
            "\(manifest) has format \(found), expected \(expected); export the bundle again, or"
                + " install the version of Tombolo that reads it"
        case .invalidValue(let manifest, let key, let expected, let found):
            "\(manifest): \(key) is \(found), expected \(expected); correct the export script and"
                + " export the bundle again"
        case .latentTooLarge(let manifest, let elementCount, let stateByteCount, let limit):
            "\(manifest): a latent of \(elementCount) elements takes up to \(elementCount + 1)"
                + " bytes and the state \(stateByteCount) more, a message takes \(limit);"
                + " train a smaller latent"
        }
    }
}
