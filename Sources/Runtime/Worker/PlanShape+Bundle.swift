public import ModelBundle
import Timekeeping
public import WorkerCore

extension PlanShape {
    /// What every plan of `bundle` looks like.
    public init(_ bundle: ModelBundle) {
        self.init(
            modelVersion: bundle.version,
            firstStep: .milliseconds(Int64(bundle.plan.firstStepMilliseconds)),
            step: .milliseconds(Int64(bundle.plan.stepMilliseconds)),
            stepCount: UInt16(clamping: bundle.plan.stepCount),
            channelCount: UInt8(clamping: bundle.plan.channels.count),
            beliefCount: UInt8(clamping: bundle.plan.beliefs.count))
    }
}
