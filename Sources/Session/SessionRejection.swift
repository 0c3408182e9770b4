public import Wire

/// Why a frame was not taken; each is counted.
public enum SessionRejection: Hashable, Sendable {
    /// It belongs to another session, usually one that was lost.
    case staleEpoch
    /// Its sequence is not above the last one taken: a duplicate, or overtaken.
    case staleSequence
    /// Its kind has no place here.
    case unexpected(MessageKind)
    /// It is legal, and nothing here acts on its kind yet. It was taken, as a sign of life.
    case unheeded(MessageKind)
    /// It could not be read.
    case malformed
    /// It sends us to a coordinator that our own configuration does not list, or to the one that we
    /// are at. It was taken, as a sign of life.
    case strangeHome
}

extension SessionRejection: CustomStringConvertible {
    /// One stable word for logs; a detail follows a colon.
    public var description: String {
        switch self {
        case .staleEpoch: "staleEpoch"
        case .staleSequence: "staleSequence"
        case .unexpected(let kind): "unexpected:\(kind)"
        case .unheeded(let kind): "unheeded:\(kind)"
        case .malformed: "malformed"
        case .strangeHome: "strangeHome"
        }
    }
}
