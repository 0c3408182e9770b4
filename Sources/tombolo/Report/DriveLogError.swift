/// Why a drive log was not read.
enum DriveLogError: Error, Hashable {
    case unreadable(path: String)
    case malformed(path: String, line: Int)
    case notADrive(path: String)
    case empty(path: String)
}

extension DriveLogError: CustomStringConvertible {
    /// What happened, and what to do.
    var description: String {
        switch self {
        case .unreadable(let path): "cannot read \(path); name a log that `tombolo-edge` wrote"
        case .malformed(let path, let line):
            "\(path):\(line) is no line of a drive log; drive again, the file was damaged"
        case .notADrive(let path):
            "\(path) does not begin with a line of kind 'drive'; name a log of `tombolo-edge`"
        case .empty(let path): "\(path) has no control tick; the drive ended before it began"
        }
    }
}
