import Randomness
import Simulation

/// A fleet run to its end, cell by cell.
struct FleetSimulationRun {
    /// All cells together.
    let result: Simulation.FleetResult
    /// The first cell, which is looked at, with its batches if they were kept.
    let lookedAt: Simulation.FleetResult
    let cells: FleetCells

    /// Runs the `count` cells of `scenario` by `run`, which gets a cell, its seed and its place;
    /// `step` is called before each.
    init<Failure: Error>(
        _ scenario: FleetScenario, cells count: Int, seed: UInt64, step: () -> Void,
        run: (FleetScenario, Seed, Int) throws(Failure) -> Simulation.FleetResult
    ) throws(Failure) {
        precondition(count >= 1, "a fleet has a cell")
        cells = FleetCells(scenario, count: count)
        var results: [Simulation.FleetResult] = []
        for (place, cell) in cells.scenarios.enumerated() {
            step()
            // Cells are strangers: each draws its own devices.
            let seed = Seed(place == 0 ? seed : Self.mixed(seed, place))
            results.append(try run(cell, seed, place))
        }
        lookedAt = results[0]
        result = .together(results, workers: cells.scenarios.map(\.workerCount))
    }

    private static func mixed(_ seed: UInt64, _ place: Int) -> UInt64 {
        var stream = Seed(seed).stream("fleet.cells", UInt64(place))
        return stream.next()
    }
}
