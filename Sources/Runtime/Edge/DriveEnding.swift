/// Why a drive ended.
public enum DriveEnding: String, Hashable, Sendable, CaseIterable {
    /// The process was told to end.
    case asked
    /// The time asked for had passed.
    case duration
    /// What was left of the simulated road was just enough for a comfortable stop.
    case roadEnd
}
