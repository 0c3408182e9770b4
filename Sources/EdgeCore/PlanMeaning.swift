/// What the channels of a plan mean; the bundle says it.
public enum PlanMeaning: Hashable, Codable, Sendable {
    /// A car's motion: x, y, heading and speed, re-anchored by the motion since the capture and
    /// followed by a tracker.
    case trajectory
    /// The actuators' values themselves, followed at the plan's age as they are.
    case actions(ActionLimits)
}
