public import Timekeeping

/// How fast bytes leave a link's queue.
public enum LinkRate: Hashable, Sendable {
    /// At once.
    case unlimited
    /// So many bits in a second, 1 to `Limits.bitsPerSecond`.
    case constant(bitsPerSecond: Int64)
    /// At the opportunities of a trace that begins `offset` after its own beginning.
    case trace(DeliveryTrace, offset: Interval)
}
