/// Why a latent gets no plan.
public enum OutcomeCause: UInt8, Hashable, Sendable, CaseIterable {
    /// A newer capture of the same stream arrived.
    case newerCapture = 1
    /// No time remained.
    case budgetSpent = 2
    /// The time that remained is less than the service takes.
    case budgetTooShort = 3
    /// No worker that serves its bundle is registered.
    case noWorker = 4
    /// The device had no credit left.
    case noCredit = 5
    /// A queue of the coordinator is at its limit.
    case queueFull = 6
    /// This sequence, or a later one, was taken in before.
    case duplicate = 7
    /// Its payload could not be decoded.
    case malformed = 8
    /// It was made for another bundle.
    case wrongBundle = 9
    /// The coordinator or the worker is about to end.
    case draining = 10
    /// The worker that held it fell silent.
    case workerLost = 11
    /// The worker that held it could not run it.
    case workerFailed = 12
    /// What it was predicted from is not held here.
    case missingReference = 13
    /// More was asked for than the workers can do, and others made more of the time.
    case shed = 14
}
