import Randomness
import Simulation

/// A fleet run to its end, cell by cell.
struct FleetRun {
    /// All cells together.
    let result: FleetResult
    /// The cell that is looked at, with its batches if the run was traced.
    let lookedAt: FleetResult
    let cells: FleetCells

    /// Runs `scenario`; `step` is called before each cell with its number and theirs.
    init(
        _ scenario: FleetScenario, cells count: Int, seed: UInt64, scheduler: FleetScheduler,
        isTraced: Bool, step: (Int, Int) -> Void
    ) {
        precondition(count >= 1, "a fleet has a cell")
        cells = FleetCells(scenario, count: count)
        var results: [FleetResult] = []
        for (index, cell) in cells.scenarios.enumerated() {
            step(index, count)
            // Cells are strangers: each draws its own devices.
            let cellSeed = Seed(index == 0 ? seed : Self.mixed(seed, index))
            // Only the first is looked at: its batches alone may be some hundred thousand.
            let result = scheduler.run(cell, seed: cellSeed, isTraced: isTraced && index == 0)
            results.append(result)
        }
        lookedAt = results[0]
        result = .together(results, workers: cells.scenarios.map(\.workerCount))
    }

    private static func mixed(_ seed: UInt64, _ index: Int) -> UInt64 {
        var stream = Seed(seed).stream("fleet.cells", UInt64(index))
        return stream.next()
    }
}
