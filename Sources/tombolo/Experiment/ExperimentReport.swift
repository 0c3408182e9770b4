import Simulation

/// An experiment as programs and the page read it.
struct ExperimentReport: Codable {
    /// One strategy over one link.
    struct Cell: Codable {
        let strategy: ExperimentStrategy
        let measures: CellMeasures
        /// The first drives that were not clean: enough to drive them again.
        let mishaps: [DriveMeasures]
    }
    /// One link.
    struct Row: Codable {
        let link: String
        let about: String
        let cells: [Cell]
        /// The share of all whole seconds in which a plan in time could be had, 0 to 1.
        let served: Double
    }
    let version: Int
    /// "models of DIR" or "privileged expert".
    let drivenBy: String
    let scenarios: [String]
    let seeds: Int
    let firstSeed: UInt64
    let seconds: Double
    let onsetSeconds: Double
    let fallbackBudgetSeconds: Double
    let drives: Int
    /// The local policy, over whatever link.
    let local: Cell?
    let rows: [Row]
    let goals: [ExperimentGoal]
    /// Whether no goal failed; nil if Tombolo did not drive.
    let areGoalsMet: Bool?
    /// Of all drives, in order: equal for equal experiments.
    let digest: String
    /// Drives through real processes beside those of the same world in virtual time.
    var real: [RealComparison] = []

    /// Drives that are listed of one cell.
    static let mishapLimit = 20
}
