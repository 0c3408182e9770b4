/// Who made a plan.
public enum PlanSource: Hashable, Sendable {
    /// A backbone in the cloud.
    case cloud
    /// The policy on the device.
    case local
}
