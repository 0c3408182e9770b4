import CoordinatorCore
import EdgeCore
import Failsafe
import Logging
import SansIO
import Timekeeping
import Wire

/// What a device's core says, as log lines: one place, one line a kind of event.
enum EdgeEventLog {
    /// Writes `event`; what `attempts` and `rejections` call no news goes no further than debug.
    static func write(
        _ event: EdgeEvent, at now: Instant, to logger: Logger, attempts: inout AttemptLog,
        rejections: inout RejectionLog
    ) {
        switch event {
        case .failsafe(let change): write(change, to: logger)
        case .standbyNeeds, .cameraFault, .actuators: writeMachine(event, to: logger)
        case .releaseRefused: logger.warning("release.refused")
        case .fate(let id, .rejected(let cause)) where cause.tellsAgainstCamera:
            rejections.write(
                "capture.rejected", kind: cause.kind,
                text: "the capture cannot be believed; look at the camera and at its clock",
                facts: ["capture": "\(id.value)", "reason": "\(cause)"], at: now, to: logger)
        case .fate(let id, let fate):
            logger.trace("capture.ended", metadata: ["capture": "\(id.value)", "fate": "\(fate)"])
        case .cloudPlanTaken(let id, let timing):
            logger.trace(
                "plan.taken",
                metadata: [
                    "capture": "\(id.value)", "age_ms": "\(timing.age.milliseconds)",
                    "queue_ms": "\(timing.queueTime.milliseconds)",
                    "compute_ms": "\(timing.computeTime.milliseconds)",
                    "link_ms": "\(timing.linkTime.milliseconds)",
                ])
        case .localPlanTaken(let id, let age):
            logger.trace(
                "local_plan.taken",
                metadata: ["capture": "\(id.value)", "age_ms": "\(age.milliseconds)"])
        case .rateChosen(let multiplier, let isPredicted):
            let kind = isPredicted ? "predicted" : "keyframe"
            logger.debug(
                "rate.chosen",
                metadata: ["multiplier": "\(Double(multiplier) / 256)", "kind": "\(kind)"])
        case .planRejected(let source, let id, let reason):
            rejections.write(
                "plan.rejected", kind: "\(source):\(reason.kind)", text: reason.text,
                facts: [
                    "source": "\(source)", "capture": "\(id.map { "\($0.value)" } ?? "unknown")",
                    "reason": "\(reason)",
                ], at: now, to: logger)
        case .sessionEstablished, .sessionLost, .sessionSilent, .sessionHeard, .sessionRefused,
            .rehoming, .standbyEstablished:
            writeSession(event, to: logger, attempts: &attempts)
        case .frameRejected(let rejection):
            rejections.write(
                "frame.rejected", kind: rejection.kind, text: rejection.text,
                facts: ["reason": "\(rejection)"], at: now, to: logger)
        case .paceChanged(let pace):
            write(pace, isNews: attempts.isNews(paceAt: now), to: logger)
        case .odometryUnsound:
            // One a control tick: a machine that is not there says nothing for long.
            rejections.write(
                "odometry.unsound", kind: "odometry",
                text: "the machine's motion is not known; look at its odometry", at: now,
                to: logger)
        case .ignored(let id):
            logger.debug("capture.ignored", metadata: ["capture": "\(id.value)"])
        }
    }

    private static func writeMachine(_ event: EdgeEvent, to logger: Logger) {
        switch event {
        case .standbyNeeds(let needs):
            if !needs.isEmpty { logger.notice("standby.waits", metadata: ["for": "\(needs)"]) }
        case .cameraFault(let fault?):
            logger.warning("camera.fault", metadata: ["kind": "\(fault)"])
        case .cameraFault(nil): logger.notice("camera.sound")
        case .actuators(let refuse):
            logger.log(
                level: refuse ? .warning : .notice,
                refuse ? "actuators.refuse" : "actuators.obey")
        case .failsafe, .releaseRefused, .fate, .cloudPlanTaken, .localPlanTaken, .rateChosen,
            .planRejected, .sessionEstablished, .sessionLost, .sessionSilent, .sessionHeard,
            .sessionRefused, .rehoming, .standbyEstablished, .frameRejected, .paceChanged,
            .odometryUnsound, .ignored:
            break
        }
    }
    private static func writeSession(
        _ event: EdgeEvent, to logger: Logger, attempts: inout AttemptLog
    ) {
        switch event {
        case .sessionEstablished(let epoch, let endpoint):
            attempts.noteSession()
            logger.notice(
                "session.established",
                metadata: ["epoch": "\(hexadecimal(epoch))", "coordinator": "\(endpoint)"])
        case .standbyEstablished(let epoch, let endpoint):
            logger.notice(
                "standby.established",
                metadata: ["epoch": "\(hexadecimal(epoch))", "coordinator": "\(endpoint)"])
        case .sessionLost(let loss, let wasInUse):
            logger.log(
                level: attempts.isNews(loss) ? .notice : .debug, "session.lost",
                metadata: ["reason": "\(loss)", "in_use": "\(wasInUse)"])
        case .sessionSilent: logger.notice("session.silent")
        case .sessionHeard: logger.notice("session.heard")
        case .sessionRefused(let refuse, let endpoint):
            var facts = refuse.facts(to: .device)
            facts["coordinator"] = "\(endpoint)"
            logger.log(
                level: attempts.isNews(refuse.reason) ? .warning : .debug, "session.refused",
                metadata: facts)
        case .rehoming(let endpoint, let reason):
            // Never its token.
            logger.notice(
                "session.rehoming",
                metadata: ["coordinator": "\(endpoint)", "reason": "\(reason)"])
        case .failsafe, .standbyNeeds, .cameraFault, .actuators, .releaseRefused, .fate,
            .cloudPlanTaken, .localPlanTaken, .rateChosen,
            .planRejected, .frameRejected, .paceChanged, .odometryUnsound, .ignored:
            break
        }
    }
    private static func write(_ change: FailsafeTransition, to logger: Logger) {
        logger.notice(
            "failsafe.changed",
            metadata: [
                "from": "\(change.from)", "to": "\(change.to)",
                "cause": "\(change.cause)", "epoch": "\(hexadecimal(change.epoch))",
                "plan_age_ms": "\(change.planAge.map { "\($0.milliseconds)" } ?? "none")",
            ])
    }
    private static func write(_ pace: AgreedPace?, isNews: Bool, to logger: Logger) {
        guard let pace else { return logger.log(level: isNews ? .notice : .debug, "pace.ended") }
        let level: Logger.Level = pace.isExceeded ? .warning : .notice
        logger.log(
            level: isNews ? level : .debug, "pace.changed",
            metadata: [
                "period_ms": "\(pace.period.milliseconds)",
                "phase_ms": "\(pace.phase.milliseconds)", "credit": "\(pace.credit)",
                "reason": "\(pace.reason)", "exceeded": "\(pace.isExceeded)",
            ])
    }

    /// The end of a drive: why, how punctual, and each thing that was dropped, if anything was.
    static func write(_ result: EdgeResult, _ drops: DriveDrops, to logger: Logger) {
        var facts: Logger.Metadata = [
            "cause": "\(result.ending.rawValue)", "standing": "\(result.isStanding)",
            "ticks": "\(result.ticks.made)", "missed": "\(result.ticks.missed)",
            "worst_late_ms": "\(result.ticks.worst.milliseconds)",
        ]
        for drop in drops.counts where drop.count > 0 { facts[drop.name] = "\(drop.count)" }
        let level: Logger.Level = facts.count > 5 || !result.isStanding ? .warning : .notice
        // Fates are no fault by themselves: every drive begins and ends without a session.
        for fate in result.fates.named where fate.count > 0 { facts[fate.name] = "\(fate.count)" }
        let ways = [
            ("sentBothWays", result.core.sentBothWays),
            ("answeredSecondWay", result.core.answeredSecondWay),
            ("secondAnswers", result.core.secondAnswers),
        ]
        for (name, count) in ways where count > 0 { facts[name] = "\(count)" }
        for cause in result.fates.causes { facts[cause.name] = "\(cause.count)" }
        logger.log(level: level, "drive.ended", metadata: facts)
    }

    static func hexadecimal(_ number: UInt64) -> String { String(number, radix: 16) }
}
