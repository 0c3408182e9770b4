import Batching
import EdgeCore
import Wire

extension FleetTally {
    /// Counts a capture by its fate at the device. What the batcher does not tell apart is counted
    /// with what is nearest; plans in time and late ones are counted where they arrive.
    mutating func count(_ fate: Fate) {
        switch fate {
        case .answered, .answeredLate: count(Resolution.answered)
        case .superseded: count(Resolution.superseded)
        case .skipped: paced += 1
        case .expired: count(Resolution.budgetSpent)
        case .lost: cut += 1
        case .rejected(.outcome(let cause)): count(Resolution(cause))
        case .rejected: count(Resolution.malformed)
        }
    }
}

extension Resolution {
    fileprivate init(_ cause: OutcomeCause) {
        self =
            switch cause {
            case .newerCapture, .duplicate: .superseded
            case .budgetSpent: .budgetSpent
            case .budgetTooShort: .budgetTooShort
            case .noWorker: .noWorker
            case .noCredit, .queueFull: .queueFull
            case .malformed, .wrongBundle, .missingReference: .malformed
            case .draining: .draining
            case .workerLost: .workerLost
            case .workerFailed: .workerFailed
            case .shed: .shed
            }
    }
}
