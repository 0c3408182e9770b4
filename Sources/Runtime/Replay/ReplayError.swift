public import Recording

/// Why a recording cannot be replayed.
public enum ReplayError: Error, Hashable, Sendable {
    /// The file is damaged.
    case recording(RecordingError)
    /// It does not begin with what the core was told once, or has no input.
    case notADrive
    /// It begins in the middle of a drive: its older part was dropped, or lies in another file.
    case startMissing(firstInput: UInt64)
    /// The configuration in it is none.
    case illegalConfiguration(reason: String)
    /// An input in it is none, or comes before what came before it.
    case illegalInput(number: UInt64)
    /// Inputs between these two were not recorded: the recorder was too slow, or the disk full.
    case inputsMissing(after: UInt64, before: UInt64)
}

extension ReplayError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .recording(let error): "\(error)"
        case .notADrive: "holds no drive; name a file that `tombolo-edge --record` wrote"
        case .startMissing(let first):
            "begins with input \(first) of its drive; name the older part before it, "
                + "or record with a larger --record-limit"
        case .illegalConfiguration(let reason):
            "the configuration in it cannot be used: \(reason); replay it with the version that "
                + "recorded it"
        case .illegalInput(let number):
            "input \(number) cannot be used; replay it with the version that recorded it"
        case .inputsMissing(let after, let before):
            "inputs between \(after) and \(before) were not recorded; nothing beyond them can be "
                + "replayed"
        }
    }
}
