import Glibc

/// A recording could not be begun.
public struct RecordingFileError: Error, Hashable, Sendable {
    /// The file that cannot be written.
    public let path: String
    /// The system's `errno`.
    public let errorNumber: Int32
}

extension RecordingFileError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        let reason = unsafe String(cString: strerror(errorNumber))
        return "cannot write \(path) (\(reason)); choose another --record"
    }
}
