import EdgeCore
import SansIO
import Timekeeping

/// What the world knows of the plans a device follows, whatever the device says itself: when their
/// captures were truly taken, and in which session.
struct PlanWatch {
    private var exposures: [Instant] = []
    private var epoch: UInt64 = 0
    private var taken: (epoch: UInt64, sequence: UInt64)?

    /// Notes that the next capture, by number, was exposed at `instant`.
    mutating func noteCapture(exposed instant: Instant) { exposures.append(instant) }
    /// Notes that a session is the one in use.
    mutating func noteSession(_ epoch: UInt64) { self.epoch = epoch }
    /// Notes that a plan of the cloud is followed from now on; the rule that breaks, if any.
    mutating func take(_ plan: Plan) -> PlanRule? {
        guard exposures.indices.contains(Int(clamping: plan.capture.value)) else {
            return .isKnown
        }
        guard plan.epoch == epoch else { return .isInOrder }
        if let taken, taken.epoch == plan.epoch, taken.sequence >= plan.sequence {
            return .isInOrder
        }
        taken = (plan.epoch, plan.sequence)
        return nil
    }
    /// The rule that a plan breaks which is followed at `now`, if any.
    func brokenRule(of plan: FollowedPlan, at now: Instant) -> PlanRule? {
        guard exposures.indices.contains(Int(clamping: plan.capture.value)) else {
            return .isKnown
        }
        if plan.epoch != 0, plan.epoch != taken?.epoch || plan.sequence != taken?.sequence {
            return .isInOrder
        }
        let truly = now - exposures[Int(plan.capture.value)]
        guard truly <= plan.age + Limits.ageTolerance else {
            return .hasAge(said: plan.age, truly: truly)
        }
        return nil
    }
}
