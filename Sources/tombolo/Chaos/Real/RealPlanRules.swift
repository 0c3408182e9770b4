import Timekeeping

/// No plan is followed past its age, none of a capture that was never taken, none that never came,
/// and none of an older capture after one of a newer.
struct RealPlanRules {
    private let recording: RealRecording
    private let fallbackAge: Interval

    init(_ recording: RealRecording, _ drive: RealRecording.Drive) {
        self.recording = recording
        fallbackAge = .microseconds(Int64(drive.fallbackAgeMs * 1_000))
    }

    /// At most one of a kind: what goes wrong on one tick goes wrong on the next.
    var findings: [RealFinding] { [followed, order].compactMap { $0 } }

    private var followed: RealFinding? {
        var came: [UInt64: Instant] = [:]
        for plan in recording.plans where came[plan.capture] == nil {
            came[plan.capture] = plan.time
        }
        for command in recording.commands {
            let isCloud = command.driver == "cloudPlan" || command.driver == "heldPlan"
            guard isCloud || command.driver == "localPolicy" else { continue }
            if let found = judge(command, came: isCloud ? came : nil) { return found }
        }
        return nil
    }
    private func judge(
        _ command: RealRecording.Command, came: [UInt64: Instant]?
    ) -> RealFinding? {
        let t = recording.seconds(command.time)
        guard let capture = command.plan else {
            return RealFinding(.planOrder, "\(command.driver) drove by no plan at \(t) s")
        }
        guard let exposure = recording.exposures[capture], exposure <= command.time else {
            return RealFinding(
                .planOrder, "a plan for capture \(capture), which was never taken, at \(t) s")
        }
        let age = command.time - exposure
        guard age <= fallbackAge + RealLimits.rounding else {
            return RealFinding(
                .stalePlan,
                "the plan for capture \(capture) was followed at \(t) s, \(age.milliseconds) ms old"
            )
        }
        if let came, !(came[capture].map { $0 <= command.time } ?? false) {
            return RealFinding(
                .planOrder, "the plan for capture \(capture) was followed at \(t) s before it came")
        }
        return nil
    }
    private var order: RealFinding? {
        for (one, next) in zip(recording.plans, recording.plans.dropFirst())
        where next.capture <= one.capture {
            return RealFinding(
                .planOrder,
                "the plan for capture \(next.capture) was taken after that for \(one.capture)")
        }
        return nil
    }
}
