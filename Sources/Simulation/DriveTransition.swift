public import Failsafe
public import Timekeeping

/// One change of the failsafe's state, with its time since the beginning of the drive.
public struct DriveTransition: Hashable, Sendable {
    /// Since the beginning of the drive.
    public let elapsed: Interval
    /// What changed and why; its instant is the device's own clock.
    public let transition: FailsafeTransition
}
