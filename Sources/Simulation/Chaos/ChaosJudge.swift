import EdgeCore
import Failsafe
public import Timekeeping
import Worlds

/// Judges how a chaos case ended. What must hold at every moment the closed loop checks itself.
public struct ChaosJudge: Sendable {
    /// A case that was judged.
    public struct Verdict: Sendable {
        /// What must not be; empty if all is well.
        public var findings: [ChaosFinding]
        /// From when everything was well again to the cloud's driving; zero if it drove all along,
        /// nil if it did not again.
        public var recovery: Interval?
    }
    private let subject: ChaosCase

    /// A judge of `subject`.
    public init(_ subject: ChaosCase) { self.subject = subject }

    /// Judges a drive to its end.
    public func judge(_ outcome: DriveOutcome) -> Verdict {
        let recovery = recovery(outcome)
        let findings = [
            ticks(outcome), accounts(outcome), fallback(outcome), recovered(outcome, recovery),
            safety(outcome),
        ]
        return Verdict(findings: findings.compactMap { $0 }, recovery: recovery)
    }

    /// One command on every tick, but on those that the process was not there for.
    private func ticks(_ outcome: DriveOutcome) -> ChaosFinding? {
        let steps = Int(outcome.score.duration.nanoseconds / World.stepInterval.nanoseconds)
        let made = outcome.ticks.total
        let found = made + Int(clamping: outcome.ticksMissed)
        // A tick that is made up for, late, was counted as missed too, once a pause.
        let pauses = subject.configuration.faults.count { $0.kind == .devicePaused }
        guard (steps...steps + 1 + pauses).contains(found) else {
            return .ticks(made: made, missed: outcome.ticksMissed, steps: steps)
        }
        return nil
    }
    private func accounts(_ outcome: DriveOutcome) -> ChaosFinding? {
        outcome.fates.pending <= Limits.pendingCaptures
            ? nil : .unaccounted(pending: outcome.fates.pending)
    }
    /// The device stops following a plan on the tick after its age, whatever the link does.
    private func fallback(_ outcome: DriveOutcome) -> ChaosFinding? {
        // A process that stood still learns of the time on its first tick.
        guard !subject.kinds.contains(.devicePaused) else { return nil }
        let latest = subject.configuration.edge.failsafe.fallbackAge + World.stepInterval
        for change in outcome.transitions where change.transition.cause == .planAge {
            guard change.transition.to == .fallback, let age = change.transition.planAge else {
                continue
            }
            if age > latest { return .lateFallback(age: age) }
        }
        return nil
    }
    private func recovery(_ outcome: DriveOutcome) -> Interval? {
        // A car that stands at the end is not driven by anybody.
        switch outcome.turns.last?.driver {
        case .stopping, .standstill, .nobody, nil: return nil
        case .cloudPlan, .heldPlan, .localPolicy: break
        }
        let before = outcome.turns.last { $0.elapsed <= subject.calm }
        if let before, isCloud(before.driver) { return .zero }
        let back = outcome.turns.first { $0.elapsed > subject.calm && isCloud($0.driver) }
        return back.map { $0.elapsed - subject.calm }
    }
    /// A plan that is held for a moment is what a good link does now and then.
    private func isCloud(_ driver: Driver) -> Bool {
        switch driver {
        case .cloudPlan, .heldPlan: true
        case .localPolicy, .stopping, .standstill, .nobody: false
        }
    }
    private func recovered(_ outcome: DriveOutcome, _ recovery: Interval?) -> ChaosFinding? {
        // A road that ended meanwhile ends all trouble.
        guard !outcome.isFinished else { return nil }
        let wasStopped = outcome.transitions.contains {
            if case .minimalRiskManoeuvre = $0.transition.to { true } else { false }
        }
        let allowed = wasStopped ? Limits.recoveryFromStop : Limits.recovery
        guard let recovery, recovery <= allowed else { return .notRecovered(after: recovery) }
        return nil
    }
    private func safety(_ outcome: DriveOutcome) -> ChaosFinding? {
        let score = outcome.score
        guard score.collisions > 0 || score.offRoadTime > .zero else { return nil }
        return .mishap(collisions: score.collisions, offRoad: score.offRoadTime)
    }
}
