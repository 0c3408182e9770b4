import Timekeeping
import Worlds

/// What is driven in an experiment.
struct ExperimentPlan {
    let links: [ExperimentLink]
    let strategies: [ExperimentStrategy]
    let scenarios: [Scenario]
    let seeds: Int
    let firstSeed: UInt64
    /// Of one drive, the good beginning included.
    let duration: Interval
    /// When a link begins, and the score.
    let onset: Interval
    let fallbackBudget: Interval

    /// The world of the drives of one index.
    func scenario(_ index: Int) -> Scenario { scenarios[index % scenarios.count] }
    /// The seed of the drives of one index.
    func seed(_ index: Int) -> UInt64 { firstSeed + UInt64(index) }
    /// How many drives it takes: the local policy's are the same over every link.
    var driveCount: Int {
        let others = strategies.count { $0 != .local }
        return seeds * (links.count * others + (strategies.contains(.local) ? 1 : 0))
    }
}
