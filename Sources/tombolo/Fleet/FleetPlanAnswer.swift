/// What `simulate plan` found: how many workers a fleet needs, and what a loss costs.
struct FleetPlanAnswer: Codable, Hashable {
    /// One number of workers that was tried.
    struct Step: Codable, Hashable {
        var workers: Int
        var cells: Int
        var load: Double
        var goodput: Double
        var bound: Double
        /// Goodput after so many workers were lost as must not matter; nil if that was not tried.
        var goodputAfterLoss: Double?
        var meetsTarget: Bool
    }
    /// What losing workers does, in the fleet of the answer.
    struct Loss: Codable, Hashable {
        /// How many die at once, all in one cell.
        var lost: Int
        var atSeconds: Double
        /// Goodput of all devices from a second after the death on.
        var goodputAfter: Double
        /// Of the devices of the cell that lost them.
        var cellGoodputAfter: Double
        /// The least goodput of any half second after the death.
        var worstHalfSecond: Double
        /// Until goodput is within a hundredth of what it is afterwards; nil if that never came.
        var recoverySeconds: Double?
    }
    /// The goodput to reach.
    var target: Double
    /// The workers that may be lost without missing the target.
    var afterLoss: Int
    /// The answer, or nil if no number of workers reaches the target.
    var workers: Int?
    var goodput: Double
    var bound: Double
    var loss: Loss?
    /// By number of workers.
    var steps: [Step]
    /// The answer in words.
    var words: String
}
