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
        case running(Run)
        case suspect(Run)
    }

    /// A batch in flight.
    struct Run: Sendable {
        var number: BatchNumber
        var members: [RequestID]
        var start: Instant
        /// When it becomes suspect; of a suspect one, when it is given up.
        var overdue: Instant
    }

    var serviceTimes: ServiceTimeTable
    var activity: Activity
    var isDraining: Bool
    /// When its estimate last met reality: joined, finished a batch, or was relaxed.
    var measured: Instant

    var takesWork: Bool {
        switch activity {
        case .idle: !isDraining
        case .running, .suspect: false
        }
    }
    var run: Run? {
        switch activity {
        case .idle: nil
        case .running(let run), .suspect(let run): run
        }
    }
    var overdue: Instant? {
        switch activity {
        case .idle: nil
        case .running(let run), .suspect(let run): run.overdue
        }
    }
    /// Whether work taken from another worker may hope for this one.
    var isTrusted: Bool {
        switch activity {
        case .idle, .running: !isDraining
        case .suspect: false
        }
    }
}
