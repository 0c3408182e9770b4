/// What a stop steers along.
public enum StopPath: Hashable, Sendable {
    /// The path, never the speeds, of the local policy's latest plan.
    case localPlan
    /// The path, never the speeds, of the cloud's latest plan.
    case cloudPlan
    /// The wheels stay as they are.
    case wheels
}
