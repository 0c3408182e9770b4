import CoordinatorCore
import Logging
import SansIO
import Timekeeping

/// What a coordinator's core says, as log lines: one place, one line a kind of event.
enum CoordinatorEventLog {
    static func write(_ event: CoordinatorEvent, to logger: Logger) {
        switch event {
        case .deviceOpened(let peer, let name):
            logger.info("device.opened", metadata: ["peer": "\(peer.value)", "name": "\(name)"])
        case .deviceClosed(let peer, let name, let reason):
            logger.info(
                "device.closed",
                metadata: ["peer": "\(peer.value)", "name": "\(name)", "reason": "\(reason)"])
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
            let fields: Logger.Metadata = [
                "peer": "\(peer.value)", "sequence": "\(sequence)", "fate": "\(fate)",
                "cause": "\(cause.map { "\($0)" } ?? "none")",
                "waited_ms": "\(waited.milliseconds)",
            ]
            logger.debug("latent.ended", metadata: fields)
        case .planNotTaken(let peer, let sequence):
            logger.info(
                "plan.not_taken", metadata: ["peer": "\(peer.value)", "sequence": "\(sequence)"])
        case .batchStarted, .batchFinished: writeBatch(event, to: logger)
        case .drained: logger.info("drained")
        }
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
