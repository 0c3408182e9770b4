import Failsafe
import Motion
import Timekeeping

/// Everything that one tick's command follows from.
struct ControlStep: Sendable {
    /// What the failsafe decided.
    var decision: FailsafeDecision
    /// The plan that this decision follows, or stops along; nil for none.
    var plan: Plan?
    /// The pose now in the frame of that plan's capture; no motion where plans are actions.
    var motion: Pose
    /// Control ticks over which the change to this plan is spread; nil if it was followed before.
    var blendTicks: Int?
    /// Metres per second now.
    var speed: Double
    /// Length of the tick.
    var seconds: Double
    /// The tick's instant.
    var now: Instant
}
