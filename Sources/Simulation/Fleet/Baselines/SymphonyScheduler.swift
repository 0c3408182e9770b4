import Batching
import Timekeeping

/// Symphony's deferred dispatch (arXiv 2308.07470 and its public code), without its control plane.
///
/// The target batch b* is the largest with l(b) (1 + 1/n) within the budget, n = rate l(b) / b the
/// workers it keeps busy; with n < 1, the largest with l(b) + b / rate within it. The budget is
/// what arriving requests have left on average. Window drop: the heads that cannot meet the end of
/// the largest batch of b* at most that the others make are dropped. The batch then grows beyond
/// b* while its earliest deadline d allows. It is dispatched no sooner than d - l(b + 1), when one
/// more member could not be waited for, unless it is the largest there is; of several models that
/// with the smallest latest start d - l(b) goes first. All deadlines are less the margin.
/// Candidates are formed when a worker is free to take them.
struct SymphonyScheduler: BaselineScheduler {
    var state: BaselineState
    /// Taken off every deadline for the way to the device.
    let margin: Interval
    private(set) var wakeup: Instant?
    // By model.
    private var meters: [RateMeter]
    private var budgets: [Double]
    /// By stream.
    private var models: [Int32]
    /// By model and worker; 0 for not known. They hold for one bin of the meters.
    private var targets: [Int]
    private var targetsBin: UInt64 = 0

    private struct Candidate {
        var worker: Int
        var size: Int
        /// Dispatched no sooner than this, in nanoseconds.
        var earliest: UInt64
        var latest: UInt64
    }

    init(_ scenario: FleetScenario, margin: Interval, newestWins: Bool) {
        state = BaselineState(scenario, order: .deadline, newestWins: newestWins)
        self.margin = margin
        meters = Array(repeating: RateMeter(), count: scenario.models.count)
        budgets = Array(repeating: 0, count: scenario.models.count)
        models = Array(repeating: 0, count: scenario.deviceCount)
        targets = Array(repeating: 0, count: scenario.models.count * scenario.workerCount)
    }

    mutating func handle(_ input: BatcherInput, at now: Instant) {
        switch input {
        case .streamOpened(let slot, let profile):
            models[slot.index] = Int32(profile.model.index)
        case .arrived(let request): meter(request, at: now)
        default: break
        }
        state.take(input, at: now)
        schedule(at: now)
    }
    private mutating func meter(_ request: Request, at now: Instant) {
        let model = Int(models[request.stream.index])
        meters[model].count(at: now)
        let budget = Double((request.deadline - now - margin).nanoseconds)
        budgets[model] += (budget - budgets[model]) / (budgets[model] == 0 ? 1 : 256)
    }

    mutating func schedule(at now: Instant) {
        wakeup = nil
        guard !state.isEmpty, state.hasIdleWorker else { return }
        state.dropHopeless(margin: margin, at: now)
        forgetTargets(at: now)
        while let (model, candidate) = mostUrgent(at: now) {
            state.load(candidate.size, of: model, on: candidate.worker)
            state.send(candidate.worker, model)
        }
    }
    /// The candidate to dispatch now.
    private mutating func mostUrgent(at now: Instant) -> (Int, Candidate)? {
        var best: (model: Int, candidate: Candidate)?
        wakeup = nil
        for model in state.queues.indices {
            guard let candidate = candidate(model, at: now) else { continue }
            guard candidate.earliest <= now.nanoseconds else {
                let due = Instant(nanoseconds: candidate.earliest)
                wakeup = min(wakeup ?? due, due)
                continue
            }
            if candidate.latest < best?.candidate.latest ?? .max { best = (model, candidate) }
        }
        return best
    }
    private mutating func candidate(_ model: Int, at now: Instant) -> Candidate? {
        guard let index = state.idleWorker(model, count: state.queues[model].count),
            let worker = state.workers[index]
        else { return nil }
        let start = (now + margin).nanoseconds
        let place = index * budgets.count + model
        if targets[place] == 0 { targets[place] = targetBatch(model, worker) }
        let all = state.queues[model].count
        var size = state.window(model, index, limit: targets[place], margin: margin, at: now)
        guard size > 0 else { return nil }
        let lost = all - state.queues[model].count(from: start + worker.time(model, batch: size))
        if lost > 0 { state.drop(lost, of: model, .shed) }
        let queue = state.queues[model]
        let deadline = queue[0].key
        let limit = worker.batchLimit(model)
        while size < min(limit, queue.count),
            start + worker.time(model, batch: size + 1) <= deadline
        {
            size += 1
        }
        let least = deadline - UInt64(margin.nanoseconds)
        let latest = least - worker.time(model, batch: size)
        let earliest = size < limit ? least - worker.time(model, batch: size + 1) : 0
        return Candidate(worker: index, size: size, earliest: earliest, latest: latest)
    }
    private mutating func forgetTargets(at now: Instant) {
        let bin = now.nanoseconds / RateMeter.binNanoseconds
        guard bin != targetsBin else { return }
        targetsBin = bin
        for place in targets.indices { targets[place] = 0 }
    }
    private func targetBatch(_ model: Int, _ worker: BaselineWorker) -> Int {
        let rate = max(meters[model].rate, 1e-3)
        for size in stride(from: worker.batchLimit(model), to: 1, by: -1) {
            let time = Double(worker.time(model, batch: size))
            let workers = rate * time / 1e9 / Double(size)
            let need =
                workers < 1 ? time + Double(size) / rate * 1e9 : time * (1 + 1 / workers)
            if need <= budgets[model] { return size }
        }
        return 1
    }
}
