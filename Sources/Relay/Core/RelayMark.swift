/// What goes over the link beside bytes, in order with them: a packet of its own, which may be late
/// or lost as any other.
enum RelayMark: UInt64, Hashable {
    /// The connection begins (SYN on its way up, SYN and ACK on its way down).
    case opening = 1
    /// The sender has no more to say (FIN).
    case end = 2
    /// The sender is gone (RST).
    case reset = 3
}
