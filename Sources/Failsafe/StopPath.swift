/// What a stop steers along.
public enum StopPath: Hashable, Sendable {
    /// The path of the local policy's latest plan, never its speeds above the stop's own.
    case localPlan
    /// The path of the cloud's latest plan, never its speeds above the stop's own.
    case cloudPlan
    /// The wheels stay as they are.
    case wheels
}
