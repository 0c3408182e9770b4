/// What a session counted since it was made.
public struct SessionCounts: Hashable, Sendable {
    /// Frames given to the transport.
    public internal(set) var sent: UInt64 = 0
    /// Frames taken.
    public internal(set) var taken: UInt64 = 0
    /// Frames of other sessions.
    public internal(set) var staleEpoch: UInt64 = 0
    /// Duplicates and overtaken frames.
    public internal(set) var staleSequence: UInt64 = 0
    /// Frames without a place here.
    public internal(set) var unexpected: UInt64 = 0
    /// Frames taken that nothing here acts on yet.
    public internal(set) var unheeded: UInt64 = 0
    /// Frames that could not be read.
    public internal(set) var malformed: UInt64 = 0
    /// Sessions established.
    public internal(set) var established: UInt64 = 0
    /// Sessions lost after they were established.
    public internal(set) var lost: UInt64 = 0

    /// Nothing yet.
    public init() {}

    mutating func count(_ rejection: SessionRejection) {
        switch rejection {
        case .staleEpoch: staleEpoch += 1
        case .staleSequence: staleSequence += 1
        case .unexpected: unexpected += 1
        case .unheeded: unheeded += 1
        case .malformed: malformed += 1
        }
    }
}
