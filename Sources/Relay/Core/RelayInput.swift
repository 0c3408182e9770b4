/// What happens to a relay. `id` counts connections and is never used again.
enum RelayInput: Hashable {
    /// Somebody connected.
    case accepted(UInt64)
    /// The target took the connection.
    case connected(UInt64)
    /// The target refused it, or is not there.
    case refused(UInt64)
    /// So many bytes were read from an end: no more than `room` said.
    case read(UInt64, RelaySide, Int)
    /// So many bytes were written to an end.
    case wrote(UInt64, RelaySide, Int)
    /// An end has no more to say.
    case ended(UInt64, RelaySide)
    /// An end is gone; the shell has closed it.
    case failed(UInt64, RelaySide)
    /// Somebody wants something of the link or its connections.
    case order(RelayOrder)
    /// It is as late as `wakeup` said, or later.
    case wake
}
