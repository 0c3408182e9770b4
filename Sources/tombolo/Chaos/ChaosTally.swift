import Failsafe
import Simulation
import Timekeeping
import Worlds

/// What many chaos cases came to.
struct ChaosTally {
    /// The cases with one kind of trouble in them.
    struct Row {
        var cases = 0
        var stops = 0
        var failures = 0
        var recoveries: [Interval] = []
    }
    private(set) var rows: [ChaosKind: Row] = [:]
    private(set) var cases = 0
    private(set) var seconds = 0.0
    private(set) var ticks = 0
    private(set) var latents: UInt64 = 0
    /// Digests of all drives, in any order: equal for equal runs.
    private(set) var digest: UInt64 = 0
    /// The cases with findings.
    private(set) var failures: [ChaosResult] = []

    mutating func add(_ result: ChaosResult) {
        cases += 1
        var digest = Digest()
        digest.fold(result.seed)
        if let outcome = result.outcome {
            seconds += outcome.score.duration.seconds
            ticks += outcome.ticks.total
            latents += outcome.latents
            digest.fold(outcome.digest.value)
        }
        self.digest ^= digest.value
        let wasStopped = result.outcome?.transitions.contains {
            if case .minimalRiskManoeuvre = $0.transition.to { true } else { false }
        }
        for kind in result.kinds {
            var row = rows[kind] ?? Row()
            row.cases += 1
            if wasStopped ?? false { row.stops += 1 }
            if !result.findings.isEmpty { row.failures += 1 }
            if let recovery = result.recovery { row.recoveries.append(recovery) }
            rows[kind] = row
        }
        if !result.findings.isEmpty { failures.append(result) }
    }
}
