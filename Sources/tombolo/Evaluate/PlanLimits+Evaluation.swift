import EdgeCore
import ModelBundle
import Timekeeping

extension PlanLimits {
    /// What the plans of a bundle may say: its channels' limits and rates of change.
    ///
    /// Position and heading begin at the car, so their first step is held to the rate too.
    init(evaluating plan: PlanSpecification) {
        self.init(
            channels: plan.channels.enumerated().map { index, channel in
                ChannelLimits(
                    name: channel.name, unit: channel.unit, minimum: channel.minimum,
                    maximum: channel.maximum, maxRatePerSecond: channel.maximumRatePerSecond,
                    origin: index == Plan.CarChannel.speed ? nil : 0)
            },
            stepCount: plan.stepCount, firstStep: .milliseconds(Int64(plan.firstStepMilliseconds)),
            step: .milliseconds(Int64(plan.stepMilliseconds)), beliefCount: plan.beliefs.count)
    }
}
