import Simulation
import Timekeeping

/// Looks for the smallest number of workers that brings a share of a fleet's plans in time.
struct FleetPlanSearch {
    /// The fleet, its devices counted and without events.
    let file: FleetFile
    let target: Double
    /// So many may be lost without missing the target.
    let afterLoss: Int
    let scheduler: FleetScheduler
    /// The cells that are asked for, or nil for as many as are needed.
    let cells: Int?
    /// What was tried, by number of workers.
    private(set) var steps: [FleetPlanAnswer.Step] = []

    init(
        _ file: FleetFile, target: Double, afterLoss: Int, scheduler: FleetScheduler, cells: Int?
    ) {
        var file = file.counted()
        // Workers have other numbers here, and a plan is for the fleet as it usually is.
        file.events = []
        self.file = file
        self.target = target
        self.afterLoss = afterLoss
        self.scheduler = scheduler
        self.cells = cells
    }

    /// The fewest workers that meet the target, or nil; `show` is told what is tried next.
    mutating func run(_ show: (Int) -> Void) -> Int? {
        // With fewer, not even full batches without a pause would do.
        let demand = file.scenario.load * Double(file.workerCount) * target
        var tooFew = max(Int(demand.rounded(.up)) - 1, afterLoss)
        var step = 1
        var enough: Int?
        while enough == nil {
            let workers = tooFew + step
            guard workers <= FleetFileLimits.workers else { return nil }
            show(workers)
            let tried = tried(workers)
            if tried.meetsTarget {
                enough = workers
            } else {
                // Four times what they are asked for, and still: it is not for want of workers.
                if tried.bound < target || Double(workers) > 4 * demand + 8 { return nil }
                tooFew = workers
                step *= 2
            }
        }
        guard var enough else { return nil }
        while enough - tooFew > 1 {
            let middle = (enough + tooFew) / 2
            show(middle)
            if tried(middle).meetsTarget { enough = middle } else { tooFew = middle }
        }
        return enough
    }

    /// Runs the fleet with so many workers.
    mutating func tried(_ workers: Int) -> FleetPlanAnswer.Step {
        let scenario = file.with(workers: workers).scenario
        let run = run(scenario, isTraced: false)
        let goodput = run.result.total.goodput
        var meets = goodput >= target
        var after: Double?
        if meets, afterLoss > 0 {
            let loss = lose(afterLoss, of: workers, isTraced: false).loss
            after = loss.goodputAfter
            meets = loss.goodputAfter >= target
        }
        let step = FleetPlanAnswer.Step(
            workers: workers, cells: run.cells.scenarios.count,
            load: FleetRunSummary.rounded(scenario.load),
            goodput: FleetRunSummary.rounded(goodput),
            bound: FleetRunSummary.rounded(run.result.bound),
            goodputAfterLoss: after.map(FleetRunSummary.rounded), meetsTarget: meets)
        steps.append(step)
        steps.sort { $0.workers < $1.workers }
        return step
    }
    /// What happens when `count` workers of one cell die at once, a third into what counts.
    func lose(
        _ count: Int, of workers: Int, isTraced: Bool
    ) -> (loss: FleetPlanAnswer.Loss, file: FleetFile, run: FleetSimulationRun) {
        var file = file.with(workers: workers)
        let cells = cellCount(file.scenario)
        let at = file.warmUp + (file.duration - file.warmUp) / 3
        file.events = (0..<min(count, workers)).map { place in
            // Every so many-th is of the first cell; beyond its last they go on with the second.
            let inCell = (workers + cells - 1) / cells
            let worker = place % inCell * cells + place / inCell
            return FleetFileEvent(
                at: at,
                kind: .workerDies(min(worker, workers - 1), noticedAfter: .milliseconds(500)))
        }
        let run = run(file.scenario, isTraced: isTraced)
        return (FleetPlanAnswer.Loss(run, lost: count, at: at, file: file), file, run)
    }

    /// How many cells so many workers and devices are.
    func cellCount(_ scenario: FleetScenario) -> Int {
        min(max(cells ?? 0, FleetCells.count(for: scenario)), scenario.workerCount)
    }
    private func run(_ scenario: FleetScenario, isTraced: Bool) -> FleetSimulationRun {
        scheduler.run(
            scenario, cells: cellCount(scenario), seed: file.seed, isTraced: isTraced
        ) {}.run
    }
}

extension FleetPlanAnswer.Loss {
    fileprivate init(_ run: FleetSimulationRun, lost: Int, at: Interval, file: FleetFile) {
        let end = file.duration
        let settled = min(at + .seconds(1), end - .milliseconds(500))
        self.lost = lost
        atSeconds = at.seconds
        let after = run.result.goodput(from: settled, to: end)
        goodputAfter = FleetRunSummary.rounded(after)
        cellGoodputAfter = FleetRunSummary.rounded(run.lookedAt.goodput(from: settled, to: end))
        let width = Interval.milliseconds(500)
        var worst = 1.0
        var recovery: Double?
        var from = at
        while from + width <= end {
            let goodput = run.result.goodput(from: from, to: from + width)
            worst = min(worst, goodput)
            if recovery == nil, goodput >= after - 0.01 { recovery = (from - at).seconds }
            from = from + .milliseconds(100)
        }
        worstHalfSecond = FleetRunSummary.rounded(worst)
        recoverySeconds = recovery.map(FleetRunSummary.rounded)
    }
}
