/// What a relay wants done.
enum RelayOutput: Hashable {
    /// Connect to the target.
    case connect(UInt64)
    /// So many more bytes may be written to this end.
    case deliver(UInt64, RelaySide, Int)
    /// Tell this end that nothing more will come, after what was delivered.
    case finish(UInt64, RelaySide)
    /// Close this end by a reset.
    case reset(UInt64, RelaySide)
    /// `room` of this end may have grown from nothing.
    case readable(UInt64, RelaySide)
    /// The connection is over: close what is left of it.
    case forget(UInt64)
}
