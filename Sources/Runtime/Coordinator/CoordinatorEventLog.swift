import CoordinatorCore
import Logging
import SansIO
import Timekeeping
import Wire

/// What a coordinator's core says, as log lines: one place, one line a kind of event.
enum CoordinatorEventLog {
    /// From here on the cloud does not drive any more: fallback and worse.
    private static let severityOfWarnings: UInt8 = 2

    static func write(_ event: CoordinatorEvent, to logger: Logger) {
        switch event {
        case .deviceOpened(let peer, let name):
            logger.info("device.opened", metadata: ["peer": "\(peer.value)", "name": "\(name)"])
        case .deviceClosed(let peer, let name, let reason):
            logger.info(
                "device.closed",
                metadata: ["peer": "\(peer.value)", "name": "\(name)", "reason": "\(reason)"])
        case .deviceReported(let peer, let name, let report):
            write(report, of: name, peer, to: logger)
        case .workerOpened(let peer, let name, let batchLimit):
            logger.info(
                "worker.opened",
                metadata: [
                    "peer": "\(peer.value)", "name": "\(name)", "batch_limit": "\(batchLimit)",
                ])
        case .workerClosed(let peer, let name, let reason):
            logger.notice(
                "worker.closed",
                metadata: ["peer": "\(peer.value)", "name": "\(name)", "reason": "\(reason)"])
        case .workerDraining(let peer):
            logger.info("worker.draining", metadata: ["peer": "\(peer.value)"])
        case .workerSuspected(let peer):
            logger.warning("worker.suspected", metadata: ["peer": "\(peer.value)"])
        case .workerTrusted(let peer):
            logger.info("worker.trusted", metadata: ["peer": "\(peer.value)"])
        case .stampsImplausible(let peer, let name):
            logger.warning(
                "device.stamps_implausible",
                metadata: ["peer": "\(peer.value)", "name": "\(name)"])
        case .refused(let peer, let side, let reason):
            logger.warning(
                "peer.refused",
                metadata: ["peer": "\(peer.value)", "side": "\(side)", "reason": "\(reason)"])
        case .violated(let peer, let side, let violation):
            logger.warning(
                "peer.violated",
                metadata: [
                    "peer": "\(peer.value)", "side": "\(side)", "violation": "\(violation)",
                ])
        case .ended(let peer, let sequence, let fate, let cause, let waited):
            // One for each latent: nothing is put into words unless somebody reads it.
            logger.debug(
                "latent.ended",
                metadata: [
                    "peer": "\(peer.value)", "sequence": "\(sequence)", "fate": "\(fate)",
                    "cause": "\(cause.map { "\($0)" } ?? "none")",
                    "waited_ms": "\(waited.milliseconds)",
                ])
        case .planNotTaken(let peer, let sequence):
            logger.info(
                "plan.not_taken", metadata: ["peer": "\(peer.value)", "sequence": "\(sequence)"])
        case .batchStarted, .batchFinished: writeBatch(event, to: logger)
        case .handoverBegan, .deviceRehoming, .handoverEnded: writeHandover(event, to: logger)
        case .drained: logger.info("drained")
        }
    }
    private static func writeHandover(_ event: CoordinatorEvent, to logger: Logger) {
        if case .handoverBegan(let devices, let within) = event {
            logger.notice(
                "handover.began",
                metadata: ["devices": "\(devices)", "within_ms": "\(within.milliseconds)"])
        }
        if case .deviceRehoming(let peer, let name, let endpoint) = event {
            logger.info(
                "device.rehoming",
                metadata: [
                    "peer": "\(peer.value)", "name": "\(name)", "coordinator": "\(endpoint)",
                ])
        }
        if case .handoverEnded(let staying) = event {
            logger.log(
                level: staying > 0 ? .warning : .notice, "handover.ended",
                metadata: ["staying": "\(staying)"])
        }
    }
    /// A peer's first message beyond its allowance; what follows is only counted.
    static func writeFlood(of peer: PeerID, _ side: PeerSide, to logger: Logger) {
        logger.warning("peer.flooding", metadata: ["peer": "\(peer.value)", "side": "\(side)"])
    }
    /// A connection that was cut since its message had no end.
    static func writeEndless(_ descriptor: Int32, to logger: Logger) {
        logger.warning("connection.endless", metadata: ["descriptor": "\(descriptor)"])
    }
    private static func write(
        _ report: FailsafeReport, of name: String, _ peer: PeerID, to logger: Logger
    ) {
        logger.log(
            level: report.severity >= severityOfWarnings ? .warning : .info,
            "device.reported",
            metadata: [
                "peer": "\(peer.value)", "name": "\(name)", "state": "\(state(of: report))",
                "cause": "\(report.cause)", "severity": "\(report.severity)",
                "plan_age_ms": "\(report.planAge.map { "\($0.milliseconds)" } ?? "none")",
            ])
    }
    /// The word that the device's own log has for it.
    private static func state(of report: FailsafeReport) -> String {
        switch report.state {
        case .standby: "standby"
        case .nominal: "nominal"
        case .degraded: "degraded"
        case .fallback: "fallback"
        case .minimalRiskManoeuvre: "manoeuvre:\(report.stopLevel.map { "\($0)" } ?? "none")"
        case .minimalRiskCondition: "condition"
        case .emergencyStop: "emergency"
        }
    }
    /// The end of a coordinator: what became of everything that came, each cause that occurred by
    /// its name. What is there on every day is always told, the rest only if it is not zero.
    static func write(
        _ counts: CoordinatorCounts, _ transport: TransportCounts, to logger: Logger
    ) {
        var facts: Logger.Metadata = [
            "arrivals": "\(counts.arrivals)", "answered": "\(counts[.answered])",
            "answered_late": "\(counts[.answeredLate])", "batches": "\(counts.batches)",
            "plans_not_taken": "\(counts.plansNotTaken)", "balanced": "\(counts.isBalanced)",
            "unsent": "\(transport.unsent)", "undecodable": "\(counts.undecodableFrames)",
            "refusals": "\(counts.refusals)",
        ]
        let rare: [(String, UInt64)] = [
            ("refusals_withheld", counts.refusalsWithheld),
            ("unknown_kinds", counts.unknownKinds), ("failsafe_reports", counts.failsafeReports),
            ("failsafe_reports_withheld", counts.failsafeReportsWithheld),
            ("unexpected", counts.unexpectedMessages),
            ("sessionless", counts.sessionlessMessages),
            ("implausible_stamps", counts.implausibleStamps), ("paces", counts.paces),
            ("unadmitted", counts.unadmitted), ("quarantined", counts.quarantined),
            ("rehomes", counts.rehomes), ("rehomed", counts.rehomed),
            ("stray_results", counts.strayResults),
            ("misshapen_results", counts.misshapenResults),
            ("useless_members", counts.uselessMembers), ("oversized", transport.oversized),
            ("predicted", counts.predicted), ("links", counts.links),
            ("unkept", counts.unkept), ("unstored", transport.unstored),
            ("failures", transport.failures), ("flooded", transport.flooded),
            ("endless", transport.endless),
            ("queued", UInt64(counts.queued)), ("running", UInt64(counts.running)),
            ("leaving", UInt64(counts.leaving)),
        ]
        let fates = RequestFate.allCases.filter { $0 != .answered && $0 != .answeredLate }
            .map { ("\($0)", counts[$0]) }
        let causes = OutcomeCause.allCases.map { ("cause:\($0)", counts[$0]) }
        for (name, count) in rare + fates + causes where count > 0 { facts[name] = "\(count)" }
        logger.notice("ended", metadata: facts)
    }
    private static func writeBatch(_ event: CoordinatorEvent, to logger: Logger) {
        if case .batchStarted(let peer, let batch, let members) = event {
            logger.trace(
                "batch.started",
                metadata: [
                    "peer": "\(peer.value)", "batch": "\(batch)", "members": "\(members)",
                ])
        }
        if case .batchFinished(let peer, let batch, let members, let computed) = event {
            logger.trace(
                "batch.finished",
                metadata: [
                    "peer": "\(peer.value)", "batch": "\(batch)", "members": "\(members)",
                    "computed_ms": "\(computed.milliseconds)",
                ])
        }
    }
}
