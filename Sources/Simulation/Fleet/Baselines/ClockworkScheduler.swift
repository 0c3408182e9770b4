import Batching
import Timekeeping

/// Clockwork's rule (OSDI 2020) with Nexus' window drop, less its look-ahead and model loading.
///
/// For each model and batch size b there is a strategy with the latest start d - l(b), d the head's
/// deadline less the margin. A free worker takes the strategy with the smallest latest start that
/// can be carried out: at least b requests have now + l(b) no later than their deadline. Of those
/// the b earliest run; the ones before them are sacrificed.
struct ClockworkScheduler: BaselineScheduler {
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
        while let next = mostUrgent(at: now), let worker = state.workers[next.worker] {
            let end = (now + margin).nanoseconds + worker.time(next.model, batch: next.size)
            let queue = state.queues[next.model]
            state.drop(queue.count - queue.count(from: end), of: next.model, .shed)
            state.load(next.size, of: next.model, on: next.worker)
            state.send(next.worker, next.model)
        }
    }
    private func mostUrgent(at now: Instant) -> (worker: Int, model: Int, size: Int)? {
        var best: (worker: Int, model: Int, size: Int, start: Int64)?
        for (model, queue) in state.queues.enumerated() {
            guard let first = queue.first,
                let index = state.idleWorker(model, count: queue.count),
                let worker = state.workers[index]
            else { continue }
            let size = state.window(
                model, index, limit: worker.batchLimit(model), margin: margin, at: now)
            guard size > 0 else { continue }
            let start = Int64(first.key) - Int64(worker.time(model, batch: size))
            if start < best?.start ?? .max { best = (index, model, size, start) }
        }
        return best.map { ($0.worker, $0.model, $0.size) }
    }
}
