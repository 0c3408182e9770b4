import Timekeeping
import Wire

/// What the failsafe of one device says of itself in one session: the latest report, and the state
/// that was told last.
struct DeviceSafety {
    enum News {
        /// The state is the one told last.
        case old
        /// It is another one.
        case told
        /// The same, and too many were told lately; it is news still when the next report comes.
        case withheld
    }
    private(set) var latest: FailsafeReport?
    private var told: FailsafeReport?
    private var allowance = Allowance(
        burst: Limits.toldReportBurst, period: Limits.toldReportPeriod)

    mutating func take(_ report: FailsafeReport, at now: Instant) -> News {
        latest = report
        if report.state == told?.state, report.stopLevel == told?.stopLevel { return .old }
        guard allowance.spend(at: now) else { return .withheld }
        told = report
        return .told
    }
}
