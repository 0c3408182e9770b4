public import Batching
public import SansIO

/// What a cell's bench drives: our batcher, or one of those it is compared with.
public protocol CellScheduler: StateMachine where Input == BatcherInput, Output == BatcherOutput {
    /// How many requests the batch of a worker has.
    func memberCount(of slot: WorkerSlot) -> Int
    /// One member of the batch of a worker, counted from zero.
    func member(_ place: Int, of slot: WorkerSlot) -> RequestID
    /// Which model the batch of a worker asks.
    func model(of slot: WorkerSlot) -> ModelSlot?
}

extension Batcher: CellScheduler {}
