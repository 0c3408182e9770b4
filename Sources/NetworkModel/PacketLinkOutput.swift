public import Timekeeping

/// The fate of a packet.
public enum PacketLinkOutput: Hashable, Sendable {
    /// It is at the other end, since `at`, which is later than the input only if a shell was late.
    /// `wrongBit` is the place of a bit that the way inverted. A copy is one delivery more.
    case delivered(id: UInt64, at: Instant, wrongBit: Int?, isCopy: Bool)
    /// There are two of it from now on: one fate more with this `id` is still to come.
    case copied(id: UInt64)
    /// It never comes.
    case dropped(id: UInt64, cause: DropCause)
}
