public import Failsafe

/// What an operator or the hardware may demand of a device.
public enum OperatorCommand: Hashable, Sendable {
    /// Motion is wanted.
    case arm
    /// Motion is not wanted any more.
    case disarm
    /// Leave the minimal risk condition; counts for one tick.
    case release(Release)
    /// Stop at once.
    case emergencyStop
    /// The demand for an emergency stop is over; it does not by itself end the stop.
    case emergencyStopCleared
    /// The emergency stop was reset at the machine; counts for one tick.
    case localReset
}
