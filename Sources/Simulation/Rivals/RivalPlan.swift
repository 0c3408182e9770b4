import EdgeCore
import Motion
import Timekeeping

/// The plan that a rival follows.
struct RivalPlan {
    let plan: Plan
    /// Where the car was at the plan's capture.
    let pose: Pose
    /// When the plan came.
    let arrivedAt: Instant
}
