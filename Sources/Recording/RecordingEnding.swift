/// How a recording ends, as far as it was read.
public enum RecordingEnding: Hashable, Sendable {
    /// With everything a finished file has: its summary was checked.
    case finished
    /// In the middle: it is still written, or its writer was ended. What follows the last whole
    /// record begins at this byte.
    case open(offset: UInt64)
}
