import Batching
import SansIO
import Timekeeping

/// A scheduler that the batcher is compared with: the common part and a rule of its own.
protocol BaselineScheduler: CellScheduler, Sendable {
    /// Who waits and who runs.
    var state: BaselineState { get set }
    /// Drops and dispatches by the rule, after every input.
    mutating func schedule(at now: Instant)
}

extension BaselineScheduler {
    mutating func handle(_ input: BatcherInput, at now: Instant) {
        state.take(input, at: now)
        schedule(at: now)
    }
    mutating func nextOutput() -> BatcherOutput? { state.nextOutput() }
    func memberCount(of slot: WorkerSlot) -> Int { state.workers[slot.index]?.members.count ?? 0 }
    func member(_ place: Int, of slot: WorkerSlot) -> RequestID {
        state.workers[slot.index]?.members[place] ?? RequestID(0)
    }
    func model(of slot: WorkerSlot) -> ModelSlot? {
        guard let worker = state.workers[slot.index], worker.number > 0 else { return nil }
        return ModelSlot(worker.model)
    }
}
