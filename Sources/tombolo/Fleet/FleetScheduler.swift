import ArgumentParser
import Batching
import Randomness
import Simulation
import Timekeeping

/// Who decides what runs when: our batcher, or one that it is compared with.
enum FleetScheduler: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// The batcher of the coordinator.
    case ours

    static let names = allCases.map(\.rawValue)

    /// Runs one cell; all its batches are kept to look at if `isTraced`.
    func run(_ scenario: FleetScenario, seed: Seed, isTraced: Bool) -> FleetResult {
        switch self {
        case .ours:
            Self.run(
                scenario, seed, isTraced, Batcher(configuration: Self.configuration(scenario)))
        }
    }

    private static func run(
        _ scenario: FleetScenario, _ seed: Seed, _ isTraced: Bool, _ scheduler: some CellScheduler
    ) -> FleetResult {
        var cell = FleetCell(scenario, seed: seed, scheduler: scheduler)
        if isTraced { cell.trace(from: .zero, to: scenario.duration) }
        return cell.run()
    }
    /// The coordinator's configuration, for a cell of this size.
    private static func configuration(_ scenario: FleetScenario) -> BatcherConfiguration {
        var configuration = BatcherConfiguration.standard
        // As many as a batcher may have: a fleet far over its load is simulated too.
        configuration.queueLimit = 16_384
        configuration.workerLimit = scenario.workerCount
        configuration.streamLimit = scenario.deviceCount
        configuration.modelLimit = scenario.models.count
        configuration.batchLimit =
            scenario.models.map(\.profile.batchLimit).max() ?? configuration.batchLimit
        configuration.tenantShares = scenario.tenantShares
        return configuration
    }
}
