import Batching
import Timekeeping

/// Steps that several rules have in common.
extension BaselineState {
    /// The common part for a scenario's cell.
    init(
        _ scenario: FleetScenario, order: BaselineConfiguration.Order, hasLevels: Bool = false,
        newestWins: Bool = false
    ) {
        self.init(
            BaselineConfiguration(
                models: scenario.models.count, workers: scenario.workerCount,
                streams: scenario.deviceCount, order: order, hasLevels: hasLevels,
                newestWins: newestWins))
    }
    /// Drops what waited for longer than `limit`, from queues in order of arrival.
    mutating func dropOlder(than limit: Interval, at now: Instant) {
        let oldest = (now - limit).nanoseconds
        for queue in queues.indices {
            guard let first = queues[queue].first, first.key < oldest else { continue }
            drop(queues[queue].count - queues[queue].count(from: oldest), of: queue, .shed)
        }
    }
    /// Drops what not even a batch of one can finish by its deadline less the margin, from queues
    /// in order of deadline.
    mutating func dropHopeless(margin: Interval, at now: Instant) {
        for model in queues.indices where queues[model].count > 0 {
            guard let time = shortest[model] else { continue }
            let least = (now + margin).nanoseconds + time
            let late = queues[model].count - queues[model].count(from: least)
            if late > 0 { drop(late, of: model, .budgetTooShort) }
        }
    }
    /// The largest batch of which at least so many wait that their deadlines, less the margin,
    /// allow; 0 for none. The fewer remain the larger the batch, so it is found by halving.
    func window(_ model: Int, _ worker: Int, limit: Int, margin: Interval, at now: Instant) -> Int {
        guard let table = workers[worker] else { return 0 }
        let start = (now + margin).nanoseconds
        let queue = queues[model]
        var (low, high) = (0, min(limit, queue.count))
        while low < high {
            let size = (low + high + 1) / 2
            if queue.count(from: start + table.time(model, batch: size)) >= size {
                low = size
            } else {
                high = size - 1
            }
        }
        return low
    }
}
