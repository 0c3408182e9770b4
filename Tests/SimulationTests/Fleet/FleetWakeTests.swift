import Batching
import NetworkModel
import Randomness
import Testing
import Timekeeping

@testable import Simulation

@Suite struct FleetWakeTests {
    /// A worker so slow that some requests are of no worth to it, yet not hopeless: the other one
    /// may be free soon.
    private static func cell(load: Int) -> FleetScenario {
        var cell = FleetCells.cell(load: load, workers: 2, models: 1)
        cell.models[0].profile = ServiceProfile(
            base: .milliseconds(20), perMember: .milliseconds(1), batchLimit: 16)
        let fleet = 2 * cell.models[0].profile.fullRate * Double(load) / 1_000
        for group in cell.groups.indices {
            cell.groups[group].count = Int(fleet) / 2
            cell.groups[group].deadline = .milliseconds(75)
        }
        cell.workers = [
            .init(count: 1, models: [0], slowness: 1_000),
            .init(count: 1, models: [0], slowness: 2_000),
        ]
        cell.duration = .seconds(8)
        return cell
    }
    private func stuck(_ scenario: FleetScenario, _ scheduler: some CellScheduler) -> Int {
        let watch = WakingWatch()
        var cell = FleetCell(
            scenario, seed: Seed(1), scheduler: WakingScheduler(scheduler, watch: watch))
        _ = cell.run()
        #expect(watch.inputs > 1_000)
        return watch.stuck
    }

    @Test(arguments: [30, 60, 110])
    func `no scheduler asks to be woken at once`(load: Int) {
        let cell = Self.cell(load: load)
        let margin = FleetCells.link.quantile(permille: 500)
        #expect(stuck(cell, Batcher(configuration: SchedulerChoice.configuration(cell))) == 0)
        let triton = TritonScheduler(
            cell, queueDelay: .milliseconds(5), timeOut: .milliseconds(20), hasPriorities: true)
        #expect(stuck(cell, triton) == 0)
        #expect(stuck(cell, SymphonyScheduler(cell, margin: margin, newestWins: false)) == 0)
    }
}
