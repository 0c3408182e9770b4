/// Why a drive ended.
public enum DriveEnding: String, Hashable, Sendable, CaseIterable {
    /// The process was told to end.
    case asked
    /// The time asked for had passed.
    case duration
    /// The simulated road came to its end.
    case roadEnd
}
