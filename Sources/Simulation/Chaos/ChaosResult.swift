import LatentCodec
import Randomness
public import Timekeeping

/// How a chaos case ended.
public struct ChaosResult: Sendable {
    /// Its seed.
    public let seed: UInt64
    /// What went wrong in it.
    public let kinds: [ChaosKind]
    /// What must not be; empty if all is well.
    public let findings: [ChaosFinding]
    /// From when everything was well again to the cloud's driving; nil if it did not again.
    public let recovery: Interval?
    /// The drive; nil if it was ended by what must hold at every moment.
    public let outcome: DriveOutcome?
}

extension ChaosCase {
    /// Drives it, with the privileged expert's plans, and judges it.
    public func run() -> ChaosResult {
        do {
            var loop = try ClosedLoop(configuration: configuration, compute: ExpertCompute())
            let outcome = try loop.run()
            let verdict = ChaosJudge(self).judge(outcome)
            return result(verdict.findings, verdict.recovery, outcome)
        } catch let violation as InvariantViolation {
            return result([.invariant(violation)], nil, nil)
        } catch {
            preconditionFailure("the codec takes the expert's latents: \(error)")
        }
    }
    private func result(
        _ findings: [ChaosFinding], _ recovery: Interval?, _ outcome: DriveOutcome?
    ) -> ChaosResult {
        ChaosResult(
            seed: seed.value, kinds: kinds, findings: findings, recovery: recovery,
            outcome: outcome)
    }
}
