import Logging
import Timekeeping

/// Log lines about what was not taken: the first of each kind as a warning with its full text, then
/// how many more there were, now and then. A peer that sends nonsense sends much of it.
struct RejectionLog {
    private struct Kind {
        let event: Logger.Message
        let name: String
        var toldAt: Instant
        var untold: UInt64 = 0
    }
    private var kinds: [Kind] = []

    /// Notes one rejection of `kind`, and writes `event` with `text`, which says what is wrong and
    /// what to do next, if it is time to. In between it is written at debug.
    mutating func write(
        _ event: Logger.Message, kind: String, text: String, facts: Logger.Metadata = [:],
        at now: Instant, to logger: Logger
    ) {
        var facts = facts
        facts["kind"] = "\(kind)"
        guard let index = kinds.firstIndex(where: { $0.event == event && $0.name == kind }) else {
            // More kinds than there are would be a mistake of ours; it must not cost memory.
            if kinds.count < Limits.rejectionKinds {
                kinds.append(Kind(event: event, name: kind, toldAt: now))
            }
            facts["text"] = "\(text)"
            return logger.warning(event, metadata: facts)
        }
        kinds[index].untold += 1
        guard now - kinds[index].toldAt >= Limits.rejectionPeriod else {
            return logger.debug(event, metadata: facts)
        }
        facts["more"] = "\(kinds[index].untold)"
        kinds[index].toldAt = now
        kinds[index].untold = 0
        logger.warning(event, metadata: facts)
    }
    /// Writes how many there were of each kind since it was last told; at the end.
    mutating func writeRest(to logger: Logger) {
        for index in kinds.indices where kinds[index].untold > 0 {
            logger.warning(
                kinds[index].event,
                metadata: ["kind": "\(kinds[index].name)", "more": "\(kinds[index].untold)"])
            kinds[index].untold = 0
        }
    }
}
