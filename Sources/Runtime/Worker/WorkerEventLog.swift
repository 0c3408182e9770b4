import CoordinatorCore
import Logging
import Timekeeping
import Wire
import WorkerCore

/// What a worker's core says, as log lines: one place, one line a kind of event.
enum WorkerEventLog {
    /// Writes `event`; what `attempts` calls no news goes no further than debug.
    static func write(_ event: WorkerEvent, to logger: Logger, attempts: inout AttemptLog) {
        switch event {
        case .established(let epoch):
            attempts.noteSession()
            logger.notice("session.established", metadata: ["epoch": "\(String(epoch, radix: 16))"])
        case .refused(let refuse):
            logger.log(
                level: attempts.isNews(refuse.reason) ? .warning : .debug, "session.refused",
                metadata: refuse.facts(to: .worker))
        case .lost(let loss):
            logger.log(
                level: attempts.isNews(loss) ? .notice : .debug, "session.lost",
                metadata: ["reason": "\(loss)"])
        case .started(let execution, let batch, let members):
            logger.trace(
                "batch.started",
                metadata: [
                    "execution": "\(execution)", "batch": "\(batch)", "members": "\(members)",
                ])
        case .executed(let execution, let batch, let members, let computed):
            logger.debug(
                "batch.executed",
                metadata: [
                    "execution": "\(execution)", "batch": "\(batch)", "members": "\(members)",
                    "computed_ms": "\(computed.milliseconds)",
                ])
        case .unsound(let batch, let members):
            logger.warning(
                "plans.unsound", metadata: ["batch": "\(batch)", "members": "\(members)"])
        case .turnedAway(let batch, let reason):
            logger.warning(
                "batch.turned_away", metadata: ["batch": "\(batch)", "reason": "\(reason)"])
        case .orphaned(let batch):
            logger.info("batch.orphaned", metadata: ["batch": "\(batch)"])
        case .undecodable(let error):
            logger.warning("frame.undecodable", metadata: ["reason": "\(error)"])
        case .coordinatorDraining: logger.notice("coordinator.draining")
        }
    }
}
