import Batching
import Timekeeping

/// Eager batching, first come, first served: a free worker takes whatever waits, up to its largest
/// batch; of several models, the one whose oldest request is oldest.
///
/// With a time-out, a request that waited for longer is dropped. Without one this is the negative
/// control for overload: the queue grows, and every plan is late for ever after (what naive
/// servers do; Inoue's eager batch queue).
struct FIFOScheduler: BaselineScheduler {
    var state: BaselineState
    /// The longest a request may wait; nil for any time.
    let timeOut: Interval?

    init(_ scenario: FleetScenario, timeOut: Interval?) {
        state = BaselineState(scenario, order: .arrival)
        self.timeOut = timeOut
    }

    var wakeup: Instant? { nil }

    mutating func schedule(at now: Instant) {
        guard !state.isEmpty, state.hasIdleWorker else { return }
        if let timeOut { state.dropOlder(than: timeOut, at: now) }
        while let (worker, model) = oldest() {
            let limit = state.workers[worker]?.batchLimit(model) ?? 0
            state.load(min(limit, state.queues[model].count), of: model, on: worker)
            state.send(worker, model)
        }
    }
    private func oldest() -> (worker: Int, model: Int)? {
        var best: (worker: Int, model: Int, key: UInt64)?
        for (model, queue) in state.queues.enumerated() {
            guard let first = queue.first, first.key < best?.key ?? .max,
                let worker = state.idleWorker(model, count: queue.count)
            else { continue }
            best = (worker, model, first.key)
        }
        return best.map { ($0.worker, $0.model) }
    }
}
