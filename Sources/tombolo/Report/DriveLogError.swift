import Recording

/// Why a recorded drive was not read.
enum DriveLogError: Error, Hashable {
    case unreadable(path: String)
    case damaged(path: String, RecordingError)
    case malformed(path: String, topic: String, time: UInt64)
    case notADrive(path: String)
    case empty(path: String)
}

extension DriveLogError: CustomStringConvertible {
    /// What happened, and what to do.
    var description: String {
        switch self {
        case .unreadable(let path):
            "cannot read \(path); name a file that `tombolo-edge --record` wrote"
        case .damaged(let path, let error): "\(path): \(error)"
        case .malformed(let path, let topic, let time):
            "\(path): the message of \(topic) at \(time) ns is none that this version reads; use "
                + "the version that recorded it"
        case .notADrive(let path):
            "\(path) has no message of /drive; name a file that `tombolo-edge --record` wrote"
        case .empty(let path): "\(path) has no control tick; the drive ended before it began"
        }
    }
}
