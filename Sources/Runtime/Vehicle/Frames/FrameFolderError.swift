/// Why a folder of recorded frames cannot be driven from. Every message says what to do.
public enum FrameFolderError: Error, Hashable, Sendable {
    /// The folder holds neither `images.npy` nor pictures `*.ppm`.
    case empty(folder: String)
    /// A file is not there or cannot be read.
    case unreadable(path: String)
    /// A file is not what its name says, or of another shape than the bundle needs.
    case malformed(path: String, reason: String)
    /// A line of a table is wrong.
    case line(path: String, line: Int, reason: String)
}

extension FrameFolderError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .empty(let folder):
            "\(folder) holds no recording: give a folder with images.npy and states.npy, as "
                + "'tombolo world record' writes them, or with pictures *.ppm and states.csv"
        case .unreadable(let path): "\(path) cannot be read; look whether it is there"
        case .malformed(let path, let reason): "\(path): \(reason)"
        case .line(let path, let line, let reason): "\(path), line \(line): \(reason)"
        }
    }
}
