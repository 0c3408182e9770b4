public import Failsafe
public import Timekeeping

/// From when on somebody drove.
public struct DriverTurn: Hashable, Sendable {
    /// Since the beginning of the drive.
    public let elapsed: Interval
    /// Who.
    public let driver: Driver
}
