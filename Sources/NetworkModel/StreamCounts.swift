/// What became of the bytes and segments of one direction of a stream.
///
/// At every moment `offeredBytes` is `deliveredBytes`, `discardedBytes` and what is held.
public struct StreamCounts: Hashable, Sendable {
    /// Messages taken.
    public internal(set) var offered: UInt64 = 0
    /// Their bytes.
    public internal(set) var offeredBytes: UInt64 = 0
    /// Messages complete at the other end.
    public internal(set) var delivered: UInt64 = 0
    /// Bytes readable at the other end.
    public internal(set) var deliveredBytes: UInt64 = 0
    /// Offers not taken.
    public internal(set) var refused: UInt64 = 0
    /// Bytes that went with a reset.
    public internal(set) var discardedBytes: UInt64 = 0
    /// Segments that left, retransmissions included.
    public internal(set) var segments: UInt64 = 0
    /// Of them, those lost by chance.
    public internal(set) var lost: UInt64 = 0
    /// Of them, those lost in an outage, a cut or a lossy hand-over.
    public internal(set) var cut: UInt64 = 0
    /// Retransmissions.
    public internal(set) var retransmissions: UInt64 = 0
    /// Times that the sender backed off, because a retransmission was lost too.
    public internal(set) var timeouts: UInt64 = 0
}
