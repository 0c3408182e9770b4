/// What happens to a batcher.
public enum BatcherInput: Hashable, Sendable {
    /// A device asks.
    case arrived(Request)
    /// The one who asked is gone; its plan has nobody to go to.
    case withdrawn(RequestID)
    /// A worker is ready for work.
    case workerJoined(WorkerSlot, WorkerProfile)
    /// A worker takes no more work; what it runs it finishes.
    case workerDraining(WorkerSlot)
    /// A worker is gone and what it ran with it.
    case workerLost(WorkerSlot)
    /// A worker finished a batch: its members in the order they were dispatched.
    case finished(WorkerSlot, BatchNumber, [FinishedMember])
    /// The wakeup is due.
    case wake
    /// No more arrivals are taken; what is queued or runs goes on.
    case drain
}
