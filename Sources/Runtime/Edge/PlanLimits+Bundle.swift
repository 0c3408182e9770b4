public import EdgeCore
public import ModelBundle
import Timekeeping
public import Wire

extension PlanLimits {
    /// What the bundle promises of its plans. The pose of a plan's capture in its own frame is zero
    /// by definition; nothing else is known of the moment before the first step.
    public init(_ plan: PlanSpecification) {
        let poses: Set = ["x", "y", "heading"]
        self.init(
            channels: plan.channels.map { channel in
                ChannelLimits(
                    name: channel.name, unit: channel.unit, minimum: channel.minimum,
                    maximum: channel.maximum, maxRatePerSecond: channel.maximumRatePerSecond,
                    origin: poses.contains(channel.name) ? 0 : nil)
            },
            stepCount: plan.stepCount,
            firstStep: .milliseconds(Int64(plan.firstStepMilliseconds)),
            step: .milliseconds(Int64(plan.stepMilliseconds)), beliefCount: plan.beliefs.count)
    }
}

extension BundleID {
    /// The bundle's identity as it goes over the wire.
    public init(_ bundle: ModelBundle) {
        guard let id = BundleID(bytes: bundle.bundleID.bytes) else {
            preconditionFailure("a SHA-256 has 32 bytes")
        }
        self = id
    }
}
