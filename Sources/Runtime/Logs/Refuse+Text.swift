import Logging
import Timekeeping
import Wire

extension Refuse {
    /// Why the coordinator said no, and what to do about it.
    var text: String {
        switch reason {
        case .wrongVersion:
            "the coordinator speaks protocol \(acceptedMajor).\(acceptedMinor); "
                + "update the older of the two"
        case .wrongBundle:
            "the coordinator serves "
                + (acceptedBundle.map { "bundle \("\($0)".prefix(12))" } ?? "other bundles")
                + "; give both sides the same"
        case .full: "there is no room at the coordinator; \(advice ?? "start another worker")"
        case .unknownSession: "the coordinator does not know this session; a new one follows"
        case .draining: "the coordinator is about to end; wait for the next one to start"
        case .malformed: "the coordinator cannot read this side; update the older of the two"
        case .unattainable:
            "plans would not be here within the budget often enough; "
                + (advice ?? "start another worker, or look at the link's round trip")
        }
    }

    /// What an operator has to change to be admitted, or nil if nothing was offered.
    private var advice: String? {
        var ways: [String] = []
        if let offeredPeriod {
            ways.append("capture no more often than every \(Milliseconds.text(offeredPeriod)) ms")
        }
        if let offeredBudget {
            ways.append("allow a plan \(Milliseconds.text(offeredBudget)) ms from its capture")
        }
        guard !ways.isEmpty else { return nil }
        return ways.joined(separator: " or ") + ", or start another worker"
    }

    /// The same as a log line's facts.
    var facts: Logger.Metadata {
        var facts: Logger.Metadata = [
            "reason": "\(reason)", "text": "\(text)",
            "retry_after_ms": "\(retryAfter.milliseconds)",
        ]
        if let offeredPeriod { facts["offered_period_ms"] = "\(offeredPeriod.milliseconds)" }
        if let offeredBudget { facts["offered_budget_ms"] = "\(offeredBudget.milliseconds)" }
        return facts
    }
}
