import Synchronization
import Timekeeping
import Wire
import ZeroMQ

/// The worker's compute thread: decodes, runs the backbone, encodes the plans, and tells the loop.
final class WorkerCompute: Sendable {
    /// What became of one execution.
    struct Result: Sendable {
        let number: UInt64
        let computeTime: Interval
        let outcomes: [WorkerModels.Outcome]
    }
    private let pool = ComputePool("backbone", threadCount: 1, limit: 1, priority: .compute)
    /// Locked for the type system's sake: only the one thread of the pool takes it.
    private let models: Mutex<[WorkerModels]>
    private let results = Mailbox<Result>(limit: Limits.mailboxInputs, doorbell: Doorbell())

    /// The thread of a worker that runs these models; executions name them by their place.
    init(models: sending [WorkerModels]) { self.models = Mutex(models) }

    /// Rung when a result is there.
    var doorbell: Doorbell { results.doorbell }

    /// Queues an execution of one of the models; false if one is queued already.
    func run(_ number: UInt64, model: Int, _ members: [WorkerModels.Member]) -> Bool {
        pool.submit { [self] in
            var clock = MonotonicClock()
            let begin = clock.now()
            let outcomes = models.withLock { $0[model].run(members) }
            results.post(
                Result(number: number, computeTime: clock.now() - begin, outcomes: outcomes))
        }
    }
    /// What has finished since the last call.
    func takeResults() -> [Result] {
        doorbell.clear()
        var taken: [Result] = []
        results.takeAll(into: &taken)
        return taken
    }
    /// Ends the thread.
    func close() { pool.close() }
}
