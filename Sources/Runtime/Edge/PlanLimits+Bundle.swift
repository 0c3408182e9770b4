public import EdgeCore
public import ModelBundle
import Timekeeping
public import Wire

extension PlanLimits {
    /// What the bundle promises of its plans. The pose of a plan's capture in its own frame is zero
    /// by definition; nothing else is known of the moment before the first step.
    public init(_ plan: PlanSpecification) {
        let poses: Set = plan.actions == nil ? ["x", "y", "heading"] : []
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

extension PlanSpecification {
    /// Whether a car can follow these plans: the tracker reads channels by their place.
    public var isOfCar: Bool {
        actions == nil && channels.map(\.name) == ["x", "y", "heading", "speed"]
    }
    /// Throws unless a car can follow these plans.
    public func requireCar() throws(ModelLoadError) {
        guard isOfCar else { throw .notForCars(found: channels.map(\.name)) }
    }
}

extension PlanMeaning {
    /// What the bundle says its plans mean.
    public init(_ plan: PlanSpecification) {
        guard let actions = plan.actions else {
            self = .trajectory
            return
        }
        let channels = zip(plan.channels, actions.channels).map { channel, rules in
            ActionChannel(
                range: Double(channel.minimum)...Double(channel.maximum),
                maxRatePerSecond: Double(channel.maximumRatePerSecond), safe: Double(rules.safe),
                reduced: Double(rules.reduced.lowerBound)...Double(rules.reduced.upperBound),
                stopsAlongPlan: rules.stopsAlongPlan)
        }
        let interpolation: EdgeCore.ActionInterpolation =
            switch actions.interpolation {
            case .hold: .hold
            case .linear: .linear
            }
        self = .actions(ActionLimits(channels: channels, interpolation: interpolation))
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
