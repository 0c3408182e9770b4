import Simulation

/// Everything driven in one world.
struct ExperimentSeed: Sendable {
    let index: Int
    /// The local policy's drive, if it is wanted: the same over every link.
    var local: DriveMeasures?
    /// By link and strategy, in the order of the plan; nil for the local policy.
    var cells: [[DriveMeasures?]] = []
    /// By link: whole seconds since its beginning, and those with a plan in time.
    var probes: [(seconds: Int, served: Int)] = []
}
