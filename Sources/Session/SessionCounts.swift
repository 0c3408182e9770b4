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
    /// Spare connections asked for while a session stood: after its silence, or to go to another
    /// home.
    public internal(set) var spares: UInt64 = 0
    /// Rehomes obeyed: another home was asked.
    public internal(set) var rehomes: UInt64 = 0
    /// Rehomes to where this side does not go.
    public internal(set) var strangeHomes: UInt64 = 0

    /// Nothing yet.
    public init() {}

    mutating func count(_ rejection: SessionRejection) {
        switch rejection {
        case .staleEpoch: staleEpoch += 1
        case .staleSequence: staleSequence += 1
        case .unexpected: unexpected += 1
        case .unheeded: unheeded += 1
        case .malformed: malformed += 1
        case .strangeHome: strangeHomes += 1
        }
    }
    /// Adds what another session counted.
    mutating func add(_ other: SessionCounts) {
        sent += other.sent
        taken += other.taken
        staleEpoch += other.staleEpoch
        staleSequence += other.staleSequence
        unexpected += other.unexpected
        unheeded += other.unheeded
        malformed += other.malformed
        established += other.established
        lost += other.lost
        spares += other.spares
        rehomes += other.rehomes
        strangeHomes += other.strangeHomes
    }
}
