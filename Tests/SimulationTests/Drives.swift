import Failsafe
import NetworkModel
import Randomness
import Simulation
import Testing
import Timekeeping
import Worlds

/// Simulated drives by the privileged expert.
enum Drives {
    /// The outcome of a drive in `scenario`; a violation or a missing scenario ends the test.
    static func drive(
        _ scenario: String, seed: UInt64, seconds: Int64, outages: [LinkCut] = [],
        adjust: (inout DriveConfiguration) -> Void = { _ in }
    ) throws -> DriveOutcome {
        let scenario = try #require(Scenario.named(scenario))
        var configuration = DriveConfiguration.expertCar(
            scenario: scenario, seed: Seed(seed), duration: .seconds(seconds), outages: outages)
        adjust(&configuration)
        var loop = try ClosedLoop(configuration: configuration, compute: ExpertCompute())
        return try loop.run()
    }
    static func outage(_ from: Int64, _ until: Int64) -> LinkCut {
        LinkCut(from: .seconds(from), until: .seconds(until))
    }
}

extension DriveOutcome {
    /// Neither touched anything nor left the road.
    var isClean: Bool { score.collisions == 0 && score.offRoadTime == .zero }
    /// Who drove, in order, each turn once.
    var story: [Driver] { turns.map(\.driver) }
    /// The part of the ticks since the first one driven on which the cloud drove.
    var cloudShare: Double {
        let armed = ticks.total - ticks[.nobody]
        return armed > 0 ? Double(ticks[.cloudPlan]) / Double(armed) : 0
    }
}
