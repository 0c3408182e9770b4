public import Timekeeping

/// What happens to a connection that stands, whatever the link does; for the shell that has it.
public enum ConnectionFault: Hashable, Sendable {
    /// Both ends are told at once that it is gone (TCP's RST).
    case reset
    /// It carries nothing either way for so long, `.max` for ever, and neither end is told; a new
    /// connection is not concerned.
    case blackhole(for: Interval)
    /// The device's end is gone, as after a loss of power, and the other is not told.
    case halfOpen
}
