import Batching
import Randomness
import Simulation
import Testing
import Timekeeping

@Suite struct FleetBaselineTests {
    @Test(arguments: FleetCells.choices)
    func `every request has one end, and a run repeats itself`(_ choice: SchedulerChoice) {
        let result = choice.run(FleetCells.troubled, seed: Seed(1))
        #expect(isBalanced(result), "\(choice.name)")
        #expect(result.requests > 2_000)
        #expect(result.total.onTime > 0, "\(choice.name)")
        let again = choice.run(FleetCells.troubled, seed: Seed(1))
        #expect(result.digest == again.digest, "\(choice.name)")
    }
    @Test func `another seed is another run`() {
        let result = SchedulerChoice.ours.run(FleetCells.troubled, seed: Seed(1))
        let other = SchedulerChoice.ours.run(FleetCells.troubled, seed: Seed(2))
        #expect(result.digest != other.digest)
    }

    @Test(arguments: FleetCells.choices)
    func `nobody does better than who knows everything`(_ choice: SchedulerChoice) {
        for (load, workers, models) in [(95, 1, 2), (150, 2, 1)] {
            let cell = FleetCells.cell(load: load, workers: workers, models: models)
            let result = choice.run(cell, seed: Seed(3))
            #expect(
                result.total.goodput <= result.clairvoyantBound, "\(choice.name) at \(load)")
            #expect(result.bound <= result.clairvoyantBound + 0.01)
            #expect(isBalanced(result), "\(choice.name) at \(load)")
        }
    }

    private func isBalanced(_ result: FleetResult) -> Bool {
        result.groups.allSatisfy(\.isBalanced)
    }

    @Test func `after a burst ours serves as before within two deadlines`() {
        let (before, after) = burst(.ours)
        #expect(after >= before - 0.01, "\(before), then \(after)")
    }

    @Test(arguments: [
        SchedulerChoice(.fifo(timeOut: nil)), SchedulerChoice(.lazyEDF(margin: 500)),
    ])
    func `after a burst first come first served and lazy drop stay broken`(
        _ choice: SchedulerChoice
    ) {
        let (before, after) = burst(choice)
        #expect(before > 0.9, "\(choice.name) serves load 0.8")
        #expect(after < before - 0.5, "\(choice.name): \(before), then \(after)")
    }
    /// The goodput before and after.
    private func burst(_ choice: SchedulerChoice) -> (before: Double, after: Double) {
        let cell = FleetCells.burst
        let result = choice.run(cell.scenario, seed: Seed(1))
        return (result.goodput(from: .seconds(1), to: .seconds(4)), cell.goodput(result))
    }

    @Test func `levels serve the urgent first`() {
        let cell = FleetCells.cell(load: 150, workers: 1, models: 1)
        let flat = FleetCells.triton(hasPriorities: false).run(cell, seed: Seed(1))
        let levels = FleetCells.triton(hasPriorities: true).run(cell, seed: Seed(1))
        #expect(levels.groups[0].goodput > flat.groups[0].goodput + 0.1)
        #expect(levels.groups[0].goodput > 0.85)
    }

    @Test func `newest wins only where it is asked for`() {
        var cell = FleetCells.cell(load: 150, workers: 1, models: 1)
        cell.groups.removeFirst()
        cell.groups[0].count *= 2
        let margin = 500
        let oldest = SchedulerChoice(.symphony(margin: margin, newestWins: false))
            .run(cell, seed: Seed(1))
        let newest = SchedulerChoice(.symphony(margin: margin, newestWins: true))
            .run(cell, seed: Seed(1))
        #expect(oldest.total[.superseded] == 0)
        #expect(newest.total[.superseded] > 100)
        #expect(newest.total.goodput > oldest.total.goodput)
    }
}
