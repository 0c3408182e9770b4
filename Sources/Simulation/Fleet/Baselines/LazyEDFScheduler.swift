import Batching
import Timekeeping

/// Earliest deadline first with lazy drop (Nexus' option, SOSP 2019; the rule in AlpaServe's code,
/// OSDI 2023).
///
/// The head is dropped while now + l(1) is after its deadline less the margin. The batch is the
/// largest with now + l(b) no later than the head's. Its trap is the negative control for overload:
/// one old head forces a tiny batch, capacity falls, the queue ages, and the next head is older.
struct LazyEDFScheduler: BaselineScheduler {
    var state: BaselineState
    /// Taken off every deadline for the way to the device.
    let margin: Interval

    init(_ scenario: FleetScenario, margin: Interval) {
        state = BaselineState(scenario, order: .deadline)
        self.margin = margin
    }

    var wakeup: Instant? { nil }

    mutating func schedule(at now: Instant) {
        guard !state.isEmpty, state.hasIdleWorker else { return }
        state.dropHopeless(margin: margin, at: now)
        while let next = earliest(at: now) {
            state.load(next.size, of: next.model, on: next.worker)
            state.send(next.worker, next.model)
        }
    }
    private func earliest(at now: Instant) -> (worker: Int, model: Int, size: Int)? {
        var best: (worker: Int, model: Int, size: Int, key: UInt64)?
        for (model, queue) in state.queues.enumerated() {
            guard let first = queue.first, first.key < best?.key ?? .max,
                let worker = state.idleWorker(model, count: 1)
            else { continue }
            let size = largest(model, worker, until: first.key, at: now)
            if size > 0 { best = (worker, model, size, first.key) }
        }
        return best.map { ($0.worker, $0.model, $0.size) }
    }
    private func largest(_ model: Int, _ index: Int, until deadline: UInt64, at now: Instant) -> Int
    {
        guard let worker = state.workers[index] else { return 0 }
        let start = (now + margin).nanoseconds
        var size = min(worker.batchLimit(model), state.queues[model].count)
        while size > 0, start + worker.time(model, batch: size) > deadline { size -= 1 }
        return size
    }
}
