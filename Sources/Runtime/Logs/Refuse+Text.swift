import CoordinatorCore
import Logging
import Timekeeping
import Wire

extension Refuse {
    /// Why the coordinator said no to a device or a worker, and what to do about it.
    func text(to side: PeerSide) -> String {
        switch reason {
        case .wrongVersion:
            "the coordinator speaks protocol \(acceptedMajor).\(acceptedMinor); "
                + "update the older of the two"
        case .wrongBundle:
            "the coordinator serves "
                + (acceptedBundle.map { "bundle \("\($0)".prefix(12))" } ?? "other bundles")
                + "; give both sides the same"
        case .full: "there is no room at the coordinator; \(advice(to: side))"
        case .unknownSession: "the coordinator does not know this session; a new one follows"
        case .draining: "the coordinator is about to end; wait for the next one to start"
        case .malformed: "the coordinator cannot read this side; update the older of the two"
        case .unattainable:
            "plans would not be here within the budget often enough; \(advice(to: side)), "
                + "or look at the link's round trip"
        }
    }

    /// What an operator has to change for this side to be admitted: what was offered, and what
    /// always helps.
    private func advice(to side: PeerSide) -> String {
        var ways: [String] = []
        if let offeredPeriod {
            ways.append("capture no more often than every \(Milliseconds.text(offeredPeriod)) ms")
        }
        if let offeredBudget {
            ways.append("allow a plan \(Milliseconds.text(offeredBudget)) ms from its capture")
        }
        switch side {
        case .device: ways.append("start another worker")
        case .worker: ways.append("wait for another worker to end")
        }
        return ways.joined(separator: ", or ")
    }

    /// The same as a log line's facts.
    func facts(to side: PeerSide) -> Logger.Metadata {
        var facts: Logger.Metadata = [
            "reason": "\(reason)", "text": "\(text(to: side))",
            "retry_after_ms": "\(retryAfter.milliseconds)",
        ]
        if let offeredPeriod { facts["offered_period_ms"] = "\(offeredPeriod.milliseconds)" }
        if let offeredBudget { facts["offered_budget_ms"] = "\(offeredBudget.milliseconds)" }
        return facts
    }
}
