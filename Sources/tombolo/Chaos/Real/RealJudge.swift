import Timekeeping

/// Judges a real drive by its recording, and by nothing else than what it is told of the trouble.
///
/// Pure: the same recording, the same verdict. Its own tests plant each of the faults that it is to
/// find.
struct RealJudge {
    /// A drive that was judged.
    struct Verdict {
        /// What must not be; empty if all is well.
        var findings: [RealFinding]
        /// From the beginning of the trouble to the fallback, or worse; nil if it never came to it.
        var fallback: Interval?
        /// From the end of the trouble to the first plan that was taken; nil for none.
        var firstPlan: Interval?
        /// From the end of the trouble to the cloud's driving, zero if it drove all along; nil if
        /// it did not.
        var cloud: Interval?
    }
    let recording: RealRecording
    let expectation: RealExpectation

    /// Everything that can be said of the drive.
    func verdict() -> Verdict {
        guard let drive = recording.drive, !recording.commands.isEmpty else {
            return Verdict(findings: [RealFinding(.recording, "it has no tick")])
        }
        let (fallback, firstPlan, cloud) = (fallbackTime, firstPlanTime, cloudTime)
        let findings =
            completeness + RealTickRules(recording, expectation, drive).findings
            + RealPlanRules(recording, drive).findings
            + RealFailsafeRules(recording, expectation, drive).findings
            + RealFateRules(recording).findings + recovery(firstPlan, cloud) + safety
        return Verdict(
            findings: findings, fallback: fallback, firstPlan: firstPlan, cloud: cloud)
    }

    private var completeness: [RealFinding] {
        var findings: [RealFinding] = []
        let isWhole = recording.isFinished && recording.summary != nil
        if !isWhole, !expectation.isCutShort {
            findings.append(RealFinding(.recording, "it has no end"))
        }
        if recording.lostRecords > 0 {
            findings.append(RealFinding(.recording, "\(recording.lostRecords) records are missing"))
        }
        for (one, next) in zip(recording.inputs, recording.inputs.dropFirst())
        where next.number != one.number + 1 {
            findings.append(
                RealFinding(.recording, "input \(next.number) follows input \(one.number)"))
            break
        }
        return findings
    }
    private var safety: [RealFinding] {
        let collisions = max(recording.collisions, recording.summary?.collisions ?? 0)
        let offRoad = max(recording.offRoadSeconds, recording.summary?.offRoadS ?? 0)
        guard collisions > 0 || !(offRoad <= 0) else { return [] }
        return [RealFinding(.safety, "\(collisions) collisions, off the road for \(offRoad) s")]
    }

    // MARK: Back again

    private var fallbackTime: Interval? {
        guard let window = expectation.window else { return nil }
        // What comes later has other reasons.
        let last = window.end + .milliseconds(Int64(recording.drive?.fallbackAgeMs ?? 0))
        let first = recording.commands.first {
            $0.time >= window.begin && $0.time <= last
                && RealFailsafeRules.severity(of: $0.state) >= 2
        }
        return first.map { $0.time - window.begin }
    }
    private var firstPlanTime: Interval? {
        guard let window = expectation.window else { return nil }
        return recording.plans.first { $0.time >= window.end }.map { $0.time - window.end }
    }
    /// What the trouble costs may show only as much later as a plan may be old.
    private var cloudTime: Interval? {
        guard let window = expectation.window else { return nil }
        let isCloud = { (command: RealRecording.Command) in
            command.driver == "cloudPlan" || command.driver == "heldPlan"
        }
        guard recording.commands.last.map({ $0.time > window.end }) ?? false else { return nil }
        let horizon = window.end + .milliseconds(Int64(recording.drive?.fallbackAgeMs ?? 0))
        let alone = recording.commands.last {
            $0.time >= window.begin && $0.time <= horizon && !isCloud($0)
        }
        guard let alone else { return .zero }
        let back = recording.commands.first { $0.time > alone.time && isCloud($0) }
        return back.map { max($0.time - window.end, .zero) }
    }
    /// Whether the failsafe stopped the car between the beginning of the trouble and the cloud's
    /// return, `cloud` after its end.
    private func wasStopped(until cloud: Interval?) -> Bool {
        guard let window = expectation.window else { return false }
        let last = cloud.map { window.end + $0 } ?? .distantFuture
        return recording.commands.contains {
            $0.time >= window.begin && $0.time <= last
                && RealFailsafeRules.severity(of: $0.state) > 2
        }
    }
    private func recovery(_ plan: Interval?, _ cloud: Interval?) -> [RealFinding] {
        var findings: [RealFinding] = []
        if let bound = expectation.planBound, !(plan.map { $0 <= bound } ?? false) {
            findings.append(
                RealFinding(
                    .recovery,
                    "the first plan came \(Self.text(plan)) after all was well, "
                        + "\(Self.text(bound)) are allowed"))
        }
        let cloudBound =
            wasStopped(until: cloud) ? expectation.cloudBoundFromStop : expectation.cloudBound
        if let bound = cloudBound, !(cloud.map { $0 <= bound } ?? false) {
            findings.append(
                RealFinding(
                    .back,
                    "the cloud drove \(Self.text(cloud)) after all was well, "
                        + "\(Self.text(bound)) are allowed"))
        }
        return findings
    }
    private static func text(_ interval: Interval?) -> String {
        interval.map { "\(Int($0.milliseconds.rounded())) ms" } ?? "never"
    }
}
