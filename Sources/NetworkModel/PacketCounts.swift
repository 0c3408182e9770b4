/// What became of the packets of one direction.
///
/// At every moment `offered + copies` is `delivered`, all `dropped`, and what waits or is on its
/// way.
public struct PacketCounts: Hashable, Sendable {
    /// Packets sent.
    public internal(set) var offered: UInt64 = 0
    /// Second copies made.
    public internal(set) var copies: UInt64 = 0
    /// Packets and copies at the other end.
    public internal(set) var delivered: UInt64 = 0
    /// Bytes at the other end.
    public internal(set) var deliveredBytes: UInt64 = 0
    /// Of the packets, those with a wrong bit.
    public internal(set) var corrupted: UInt64 = 0
    /// Of the packets, those sent after their turn.
    public internal(set) var reordered: UInt64 = 0
    private var drops = [UInt64](repeating: 0, count: DropCause.allCases.count)

    /// Packets and copies that do not arrive, by cause.
    public func dropped(_ cause: DropCause) -> UInt64 { drops[cause.rawValue] }
    /// Packets and copies that do not arrive.
    public var dropped: UInt64 { drops.reduce(0, +) }

    /// No packets yet.
    public init() {}

    /// Counts those of another link too.
    public mutating func add(_ other: PacketCounts) {
        offered += other.offered
        copies += other.copies
        delivered += other.delivered
        deliveredBytes += other.deliveredBytes
        corrupted += other.corrupted
        reordered += other.reordered
        for cause in DropCause.allCases { drops[cause.rawValue] += other.drops[cause.rawValue] }
    }

    mutating func drop(_ cause: DropCause) { drops[cause.rawValue] += 1 }
}
