public import Timekeeping

/// What a device's failsafe does and why, for operators; nothing in the cloud acts on it in time.
public struct FailsafeReport: Hashable, Sendable {
    /// When the state was entered: the device's own monotonic clock, in nanoseconds.
    public var since: UInt64
    /// Age of the freshest sound plan of the cloud, or nil if there is none.
    public var planAge: Interval?
    /// What the machine may do.
    public var state: ReportedState
    /// How hard it is being stopped; nil in every state but a minimal risk manoeuvre.
    public var stopLevel: ReportedStopLevel?
    /// Why the state was entered.
    public var cause: ReportedCause
    /// Control ticks, since the process began, on which the cloud's plan drove.
    public var cloudPlanTicks: UInt64
    /// Ticks on which the cloud's last plan drove, older than it should be.
    public var heldPlanTicks: UInt64
    /// Ticks on which the policy on the device drove.
    public var localPolicyTicks: UInt64
    /// Ticks of a stop under way.
    public var stoppingTicks: UInt64
    /// Ticks on which the machine stood after a stop, held.
    public var standstillTicks: UInt64
    /// Ticks on which the machine was not released to move.
    public var nobodyTicks: UInt64

    /// How serious the state is, from 0 to 7; sent along, so that a reader needs no table.
    public var severity: UInt8 {
        switch state {
        case .standby, .nominal: 0
        case .degraded: 1
        case .fallback: 2
        case .minimalRiskManoeuvre: 2 + (stopLevel?.rawValue ?? 0)
        case .minimalRiskCondition: 6
        case .emergencyStop: 7
        }
    }

    /// Makes the message from its fields.
    public init(
        since: UInt64, planAge: Interval?, state: ReportedState, stopLevel: ReportedStopLevel?,
        cause: ReportedCause, cloudPlanTicks: UInt64, heldPlanTicks: UInt64,
        localPolicyTicks: UInt64, stoppingTicks: UInt64, standstillTicks: UInt64,
        nobodyTicks: UInt64
    ) {
        self.since = since
        self.planAge = planAge
        self.state = state
        self.stopLevel = stopLevel
        self.cause = cause
        self.cloudPlanTicks = cloudPlanTicks
        self.heldPlanTicks = heldPlanTicks
        self.localPolicyTicks = localPolicyTicks
        self.stoppingTicks = stoppingTicks
        self.standstillTicks = standstillTicks
        self.nobodyTicks = nobodyTicks
    }
}
