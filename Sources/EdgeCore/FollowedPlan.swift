public import SansIO
public import Timekeeping

/// Which plan a command comes from.
public struct FollowedPlan: Hashable, Sendable {
    /// The capture it was computed from.
    public var capture: CaptureID
    /// The session epoch, zero for a local plan.
    public var epoch: UInt64
    /// Its number.
    public var sequence: UInt64
    /// Time since its capture.
    public var age: Interval
}
