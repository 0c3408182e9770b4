/// Why a device is asked for another pace.
public enum PaceReason: UInt8, Hashable, Sendable, CaseIterable {
    /// Captures of the fleet are spread over the period.
    case phaseAssigned = 1
    /// More is asked for than the workers can do.
    case overload = 2
    /// Fewer workers are there than before.
    case workerLost = 3
    /// There is room again.
    case relieved = 4
    /// The coordinator is about to end and takes less.
    case draining = 5
}
