import Timekeeping

/// Why a script of a rehearsal cannot be read.
public enum RehearsalError: Error, Hashable, Sendable {
    /// The entry of this number, counted from one, has no `TIME: ` in front.
    case noTime(entry: Int)
    /// Its time or duration is no number of seconds within `Limits.rehearsalTime`.
    case badTime(entry: Int, text: String)
    /// Its words mean nothing here.
    case unknownWords(entry: Int, text: String)
    /// `for` is behind something that nothing takes back.
    case noEndOf(entry: Int, text: String)
    /// There are more entries than `Limits.rehearsalEvents`, or more bytes than
    /// `Limits.rehearsalByteCount`.
    case tooLong
}

extension RehearsalError: CustomStringConvertible {
    /// What is wrong where, and what to do.
    public var description: String {
        switch self {
        case .noTime(let entry): "entry \(entry) has no time; write it as '5: link down for 3s'"
        case .badTime(let entry, let text):
            "entry \(entry): '\(text)' is no time; write seconds as 5 or 2.5, and durations as 3s "
                + "or 300ms, up to \(Limits.rehearsalTime.nanoseconds / 1_000_000_000) s"
        case .unknownWords(let entry, let text):
            "entry \(entry): '\(text)' means nothing; there are "
                + RehearsalAction.phrases.joined(separator: ", ")
        case .noEndOf(let entry, let text):
            "entry \(entry): '\(text)' is over at once; leave out 'for'"
        case .tooLong:
            "the script has more than \(Limits.rehearsalEvents) entries or "
                + "\(Limits.rehearsalByteCount) bytes"
        }
    }
}
