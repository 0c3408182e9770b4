import SansIO
public import Timekeeping

/// How old the cloud's plans are when they begin to drive: what the next one is expected to be.
///
/// From a capture to the first tick that follows its plan, of plans that really drove: one that
/// another replaced before any tick, or that came while somebody else drove, says nothing of the
/// steps that are executed. Of each session the first plans are left out, which bear the cost of
/// new connections, caches and clocks. What earlier sessions told is kept: it is the same machine.
///
/// The estimate is the one of ten: above most delays, since a plan made for too few executed steps
/// jumps when it comes later, and not the worst, which one outlier would hold for a whole window
/// (Black et al., "Real-time execution of action chunking flow policies", arXiv 2506.07339, take
/// the worst of the latest ten).
/// Tests: `PlanDelayTests`.
public struct PlanDelay: Hashable, Sendable {
    private var window = IntervalWindow(limit: Limits.delaySamples)
    private var epoch: UInt64 = 0
    private var latest: CaptureID?
    private var coldPlans = 0

    /// Nothing is known yet.
    public init() {}

    /// Delays that the estimate rests on.
    public var count: Int { window.count }
    /// What nine of ten plans do not exceed; nil before `Limits.delayEvidence` of them drove.
    public var expected: Interval? {
        window.count >= Limits.delayEvidence ? window.quantile(Limits.delayQuantile) : nil
    }

    /// The cloud's plan `plan` drives on this tick.
    public mutating func followed(_ plan: FollowedPlan) {
        if plan.epoch != epoch {
            epoch = plan.epoch
            coldPlans = 0
        } else if plan.capture == latest {
            return
        }
        latest = plan.capture
        guard coldPlans >= Limits.coldPlans else {
            coldPlans += 1
            return
        }
        window.add(plan.age)
    }
}
