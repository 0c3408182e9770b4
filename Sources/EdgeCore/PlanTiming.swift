public import Timekeeping

/// Where the age of a plan came from; the parts add up to it.
public struct PlanTiming: Hashable, Sendable {
    /// From the capture to the plan's arrival.
    public var age: Interval
    /// From the capture to sending its latent.
    public var edgeTime: Interval
    /// Waiting in the cloud.
    public var queueTime: Interval
    /// Computing in the cloud.
    public var computeTime: Interval
    /// The rest: on the way, both ways.
    public var linkTime: Interval
    /// The age at which plans are expected to begin to drive, by those that did; nil while they are
    /// too few.
    public var expected: Interval?
    /// The backbone's version.
    public var modelVersion: UInt32
}
