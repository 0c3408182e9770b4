import ArgumentParser
import Randomness
import Simulation
import Timekeeping

/// Who decides what runs when: our batcher, or one that it is compared with.
///
/// A baseline has knobs. Its plain name means those that do best on the very fleet at hand, found
/// by running them all: an advantage that nobody has in use.
struct FleetScheduler: Hashable, Sendable, ExpressibleByArgument {
    /// `ours`, a baseline as `triton`, or one with its knobs as `triton-5-20`.
    let name: String
    /// One, or what is tried.
    private let choices: [SchedulerChoice]

    /// The batcher of the coordinator.
    static let ours = FleetScheduler(name: "ours", choices: [.ours])
    /// Ours, and each baseline.
    static let all =
        [ours]
        + SchedulerFamily.allCases.map { FleetScheduler(name: $0.rawValue, choices: $0.sweep) }

    private init(name: String, choices: [SchedulerChoice]) {
        self.name = name
        self.choices = choices
    }
    init?(argument: String) {
        if let known = Self.all.first(where: { $0.name == argument }) {
            self = known
        } else if let choice = SchedulerChoice.named(argument) {
            self.init(name: argument, choices: [choice])
        } else {
            return nil
        }
    }

    /// How many runs of a fleet it takes.
    var runCount: Int { choices.count }

    /// Runs a fleet with each of the knobs and keeps the best, and what it is called; `step` is
    /// called before each run of a cell.
    func run(
        _ scenario: FleetScenario, cells: Int, seed: UInt64, isTraced: Bool, step: () -> Void
    ) -> (run: FleetSimulationRun, choice: String) {
        var best: (run: FleetSimulationRun, choice: String)?
        for choice in choices {
            let run = FleetSimulationRun(scenario, cells: cells, seed: seed, step: step) {
                cell, seed, place in
                // The cell to look at is the first: the batches of all may be millions.
                choice.run(
                    cell, seed: seed,
                    tracing: .zero, until: isTraced && place == 0 ? cell.duration : .zero)
            }
            let isBetter =
                best.map { run.result.total.onTime > $0.run.result.total.onTime } ?? true
            if isBetter { best = (run, choice.name) }
        }
        guard let best else { preconditionFailure("a scheduler has a choice") }
        return best
    }
}
