import Randomness
import Runtime
import Simulation
import Timekeeping

/// A fleet run with the cores of its devices, coordinators and workers.
struct FleetWholeRun {
    let run: FleetSimulationRun
    let accounts: CellAccounts

    /// `progress` is told how much of it is over, from 0 to 1.
    init(
        _ scenario: FleetScenario, cells: Int, seed: UInt64, isTraced: Bool,
        progress: (Double) -> Void
    ) throws(ProcessFailure) {
        var accounts: [CellAccounts] = []
        run = try FleetSimulationRun(scenario, cells: cells, seed: seed, step: {}) {
            (cell, seed, place) throws(ProcessFailure) in
            let result = try Self.run(cell, seed, isTraced: isTraced && place == 0) {
                progress((Double(place) + $0) / Double(cells))
            }
            accounts.append(result.accounts)
            return result.fleet
        }
        self.accounts = .together(accounts)
    }

    private static func run(
        _ scenario: FleetScenario, _ seed: Seed, isTraced: Bool, progress: (Double) -> Void
    ) throws(ProcessFailure) -> WholeCellResult {
        var cell: WholeCell
        do throws(WholeCellProblem) {
            cell = try WholeCell(scenario, seed: seed)
        } catch {
            throw ProcessFailure(.usage, "--whole: \(error)")
        }
        if isTraced { cell.trace(from: .zero, to: scenario.duration) }
        do throws(CellViolation) {
            return try cell.run(progress: progress)
        } catch {
            throw ProcessFailure(.software, "\(error), and report it")
        }
    }
}
