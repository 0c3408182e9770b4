import Batching
import Timekeeping

/// Triton's dynamic batcher: first come, first served within a priority level, levels strictly in
/// order.
///
/// A batch that is not full waits until its oldest member was queued for `max_queue_delay`. A
/// request that was queued for longer than the time-out is rejected (REJECT); what it would take to
/// run it is not looked at, so hopeless requests are run. The preferred size is the largest, as by
/// default. Of several models the one whose oldest request is oldest goes first.
struct TritonScheduler: BaselineScheduler {
    var state: BaselineState
    /// How long a batch waits for more members.
    let queueDelay: Interval
    /// The longest a request may be queued; nil for any time.
    let timeOut: Interval?
    private(set) var wakeup: Instant?

    init(
        _ scenario: FleetScenario, queueDelay: Interval, timeOut: Interval?, hasPriorities: Bool
    ) {
        state = BaselineState(scenario, order: .arrival, hasLevels: hasPriorities)
        self.queueDelay = queueDelay
        self.timeOut = timeOut
    }

    mutating func schedule(at now: Instant) {
        wakeup = nil
        guard !state.isEmpty, state.hasIdleWorker else { return }
        if let timeOut { state.dropOlder(than: timeOut, at: now) }
        while let (worker, model) = nextDue(at: now) { fill(worker, model) }
    }
    private mutating func nextDue(at now: Instant) -> (worker: Int, model: Int)? {
        var best: (worker: Int, model: Int, key: UInt64)?
        wakeup = nil
        for model in 0..<state.configuration.models {
            let queues = state.queues[model * state.levels..<(model + 1) * state.levels]
            let count = queues.reduce(0) { $0 + $1.count }
            guard let oldest = queues.compactMap({ $0.first?.key }).min(),
                let worker = state.idleWorker(model, count: count)
            else { continue }
            let due = Instant(nanoseconds: oldest) + queueDelay
            guard due <= now || count >= state.workers[worker]?.batchLimit(model) ?? 0 else {
                wakeup = min(wakeup ?? due, due)
                continue
            }
            if oldest < best?.key ?? .max { best = (worker, model, oldest) }
        }
        return best.map { ($0.worker, $0.model) }
    }
    private mutating func fill(_ worker: Int, _ model: Int) {
        var room = state.workers[worker]?.batchLimit(model) ?? 0
        for level in 0..<state.levels {
            let queue = model * state.levels + level
            let count = min(room, state.queues[queue].count)
            state.load(count, of: queue, on: worker)
            room -= count
        }
        state.send(worker, model)
    }
}
