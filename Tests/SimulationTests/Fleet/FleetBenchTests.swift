import Randomness
import Simulation
import Testing
import Timekeeping

@Suite struct FleetBenchTests {
    @Test func `each choice has a name of its own and is found by it`() {
        let all = SchedulerChoice.all
        #expect(Set(all.map(\.name)).count == all.count)
        for choice in all { #expect(SchedulerChoice.named(choice.name) == choice) }
        #expect(SchedulerChoice.named("nobody") == nil)
    }

    @Test func `each cell has a name of its own that says its load`() throws {
        let cells = BenchCells.all
        #expect(cells.count > 60)
        #expect(Set(cells.map(\.name)).count == cells.count)
        for cell in cells where !cell.name.contains("step") {
            let parts = cell.name.split(separator: "-")
            let part = parts.count > 2 ? parts[2] : parts[1]
            let load = try #require(Double(part) ?? (cell.name == "A-classes-130" ? 130 : nil))
            #expect(abs(cell.scenario.load * 100 - load) < 1.5, "\(cell.name)")
        }
    }

    @Test func `each cell has room for its devices and counts some of its time`() {
        for cell in BenchCells.all {
            let scenario = cell.scenario
            #expect(scenario.deviceCount <= 131_072, "\(cell.name)")
            #expect(scenario.warmUp < scenario.duration, "\(cell.name)")
            if let window = cell.window {
                #expect(window.lowerBound >= scenario.warmUp, "\(cell.name)")
                #expect(window.upperBound <= scenario.duration, "\(cell.name)")
            }
        }
    }
}
