public import Timekeeping

/// The plan being followed: newest wins, an older one never comes back.
///
/// The buffer holds one plan. It aligns by age (the tracker asks for the plan's time since its
/// capture) and forgets nothing that a late arrival could exploit: after a plan of an epoch was
/// taken, only a higher sequence of that epoch, or any plan of a later session, gets in.
public struct PlanBuffer: Hashable, Sendable {
    /// The plan to follow, or nil.
    public private(set) var current: Plan?
    /// When `current` was taken.
    public private(set) var takenAt = Instant.origin
    /// Plans taken since the start.
    public private(set) var taken: UInt64 = 0
    private let limits: PlanLimits
    private let oldest: Interval

    /// An empty buffer. A plan older than `oldest` at its arrival is refused (T_fb of the
    /// failsafe: it could not be actuated).
    public init(limits: PlanLimits, oldest: Interval) {
        self.limits = limits
        self.oldest = oldest
    }

    /// Takes `plan` if it is sound, fresh, newer than the current one and of session `epoch`.
    ///
    /// - Throws: the reason; the current plan then stays as it is.
    public mutating func take(
        _ plan: Plan, epoch: UInt64, at now: Instant
    ) throws(PlanRejection) {
        guard plan.epoch == epoch else { throw .fromAnotherEpoch }
        // A later session starts its sequences anew, but a capture is never older for that.
        if let current, current.epoch == plan.epoch || plan.captureTime < current.captureTime {
            guard plan.supersedes(current) else { throw .olderThanCurrent }
        }
        guard plan.age(at: now) <= oldest else { throw .tooOld }
        try limits.check(plan)
        current = plan
        takenAt = now
        taken += 1
    }

    /// The age of the current plan, or nil if there is none.
    public func age(at now: Instant) -> Interval? { current?.age(at: now) }
    /// Time until the current plan ends, negative after; nil if there is none.
    public func remaining(at now: Instant) -> Interval? { current.map { $0.end - now } }
    /// Forgets the plan, so that nothing follows it.
    public mutating func clear() { current = nil }
}
