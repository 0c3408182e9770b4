/// What one channel of an action plan does to its actuator, and what it may do.
public struct ActionChannel: Hashable, Codable, Sendable {
    /// What it may ever be told.
    public var range: ClosedRange<Double>
    /// The fastest it may change from tick to tick, units per second, whoever drives.
    public var maxRatePerSecond: Double
    /// The value that stops or holds the machine; within `reduced`.
    public var safe: Double
    /// What it may be told in the reduced envelope, while the failsafe caps speed; within `range`.
    public var reduced: ClosedRange<Double>
    /// Whether it keeps to a plan while the machine is stopped along one, and goes to `safe` only
    /// after: steering, or what must not let go of a load.
    public var stopsAlongPlan: Bool

    /// A channel from its parts.
    public init(
        range: ClosedRange<Double>, maxRatePerSecond: Double, safe: Double,
        reduced: ClosedRange<Double>, stopsAlongPlan: Bool
    ) {
        precondition(maxRatePerSecond > 0, "an actuator can change")
        precondition(reduced.contains(safe), "the safe value is always allowed")
        precondition(
            range.contains(reduced.lowerBound) && range.contains(reduced.upperBound),
            "a reduced envelope is no larger")
        self.range = range
        self.maxRatePerSecond = maxRatePerSecond
        self.safe = safe
        self.reduced = reduced
        self.stopsAlongPlan = stopsAlongPlan
    }
}
