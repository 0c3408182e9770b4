/// The end of a request: exactly one for each that arrived.
public enum Resolution: Int, Hashable, Sendable, CaseIterable {
    /// A worker made its plan.
    case answered
    /// A newer request of its stream took its place.
    case superseded
    /// Its deadline passed before a worker ran it.
    case budgetSpent
    /// What remained of its time would hardly have done for the fastest worker and the way back.
    case budgetTooShort
    /// More was asked for than the workers can do, and others made more of their time.
    case shed
    /// No worker that runs its model was registered.
    case noWorker
    /// The queue was at its limit.
    case queueFull
    /// The batcher took no more work.
    case draining
    /// The worker that held it was lost, and no time or try remained for another.
    case workerLost
    /// The worker that held it could not run it.
    case workerFailed
    /// Its payload could not be decoded.
    case malformed
    /// The one who asked is gone.
    case withdrawn
}
