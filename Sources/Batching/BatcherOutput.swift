/// What a batcher wants done.
public enum BatcherOutput: Hashable, Sendable {
    /// Give these requests to this worker as one batch.
    case dispatch(WorkerSlot, BatchNumber, [RequestID])
    /// This request is over.
    case resolve(RequestID, Resolution)
    /// This worker's batch is overdue; it gets no more work until it shows a result.
    case suspect(WorkerSlot)
    /// A suspect worker showed its result and gets work again.
    case trust(WorkerSlot)
    /// A suspect worker was silent for too long and counts as lost: end its session.
    case dismiss(WorkerSlot)
    /// A result for a batch this worker does not hold was dropped.
    case strayResult(WorkerSlot, BatchNumber)
}
