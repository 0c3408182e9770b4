import Randomness
import Testing
import Timekeeping
import Worlds

@testable import Simulation
@testable import tombolo

@Suite struct SimulateWordsTests {
    @Test func `a simulated drive says in words why it ended`() throws {
        let scenario = try #require(Scenario.named("town"))
        let configuration = DriveConfiguration.expertCar(
            scenario: scenario, seed: Seed(7), duration: .seconds(1), outages: [])
        var outcome = try SimulationRun.run(configuration, ExpertCompute()).outcome
        #expect(
            DriveSummaryLines.lines(of: outcome).contains { $0.hasSuffix("the time was over") })
        outcome.isFinished = true
        #expect(
            DriveSummaryLines.lines(of: outcome).contains {
                $0.hasSuffix("the road ended before the time was over")
            })
    }
}
