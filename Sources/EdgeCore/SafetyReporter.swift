import Failsafe
import Timekeeping
import Wire

/// When the coordinator is told what the failsafe does, and what it is told.
///
/// Due once a session stands, on each tick that changes the state, and on a tick a period after
/// the last report. Nothing is kept for a session that is not there: the first report of the next
/// one says how things are then. States passed through within one tick moved nothing and are left
/// to the device's own log, so that a tick costs one frame at most.
/// Tests: `SafetyReportTests`.
struct SafetyReporter: Sendable {
    private var state = FailsafeState.standby
    /// Nothing has changed the state yet: a process begins without a plan.
    private var cause = FailsafeCause.noPlan
    private var since: Instant?
    private var ticks = DriverTicks()
    private var isDue = false
    private var refreshAt = Instant.origin

    /// The process began.
    mutating func began(at now: Instant) { since = since ?? now }
    /// A session stands since now.
    mutating func sessionEstablished() { isDue = true }
    /// A control tick ended so.
    mutating func note(_ decision: FailsafeDecision, at now: Instant) {
        began(at: now)
        ticks[decision.driver] += 1
        if let change = decision.transitions.last {
            (state, cause, since) = (change.to, change.cause, change.instant)
            isDue = true
        }
        if now >= refreshAt { isDue = true }
    }

    /// The report to send now, in a session that stands; nil if none is due. `planAge` is that of
    /// the cloud's freshest sound plan.
    mutating func next(planAge: Interval?, at now: Instant) -> FailsafeReport? {
        guard isDue else { return nil }
        isDue = false
        refreshAt = now + Limits.reportPeriod
        return FailsafeReport(
            since: (since ?? now).nanoseconds, planAge: planAge, state: ReportedState(state),
            stopLevel: ReportedStopLevel(of: state), cause: ReportedCause(cause),
            cloudPlanTicks: count(.cloudPlan), heldPlanTicks: count(.heldPlan),
            localPolicyTicks: count(.localPolicy), stoppingTicks: count(.stopping),
            standstillTicks: count(.standstill), nobodyTicks: count(.nobody))
    }
    private func count(_ driver: Driver) -> UInt64 { UInt64(clamping: ticks[driver]) }
}
