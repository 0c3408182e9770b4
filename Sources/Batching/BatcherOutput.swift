/// What a batcher wants done.
public enum BatcherOutput: Hashable, Sendable {
    /// Give this worker a batch: `Batcher.members(of:)` says of what, until the next input.
    case dispatch(WorkerSlot, BatchNumber)
    /// This request is over.
    case resolve(RequestID, Resolution)
    /// Ask this stream to capture so from now on.
    case pace(StreamSlot, Pacing)
    /// This worker's batch is overdue; it gets no more work until it shows a result.
    case suspect(WorkerSlot)
    /// A suspect worker showed its result and gets work again, little at first.
    case trust(WorkerSlot)
    /// A suspect worker was silent for too long and counts as lost: end its session.
    case dismiss(WorkerSlot)
    /// A result for a batch this worker does not hold was dropped.
    case strayResult(WorkerSlot, BatchNumber)
}
