import Timekeeping

/// One registered worker.
///
///     idle --dispatch--> running --result--> idle
///                           | overdue          ^
///                           v                  |
///                        suspect --result------+      (lost: from any state)
struct WorkerState: Sendable {
    enum Activity: Sendable {
        case idle
        case running
        case suspect
    }

    /// How many models it runs: of two equally fast workers the one that can do less goes first.
    var modelCount: Int
    var activity = Activity.idle
    var isDraining = false
    /// Halvings of its batches: what a worker that failed lately has yet to earn back.
    var probation: Int
    /// When its estimate last met reality: joined, finished a batch, or was relaxed.
    var measured: Instant

    // The batch in flight, unless idle; its members are in the batcher's `members`.
    var number: UInt64 = 0
    var model = 0
    var memberCount = 0
    var start = Instant.origin
    /// When it becomes suspect; of a suspect one, when it is given up.
    var overdue = Instant.distantFuture

    /// Batches of an eighth at first; three in time make it whole again.
    static let fullProbation = 3

    var takesWork: Bool { activity == .idle && !isDraining }
    /// Whether work taken from another worker may hope for this one.
    var isTrusted: Bool { activity != .suspect && !isDraining }
    var isHolding: Bool { activity != .idle }
}
