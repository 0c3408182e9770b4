public import Timekeeping

/// What a plan must look like to be followed at all; the bundle gives it.
public struct PlanLimits: Hashable, Codable, Sendable {
    /// The channels, in the order of the plan's values.
    public var channels: [ChannelLimits]
    /// How many steps a plan has.
    public var stepCount: Int
    /// From the capture to the first step.
    public var firstStep: Interval
    /// From one step to the next.
    public var step: Interval
    /// How many beliefs come with a plan.
    public var beliefCount: Int

    /// Limits from their parts. Counts are within `Limits` and times positive: a bundle that says
    /// otherwise was refused when it was read.
    public init(
        channels: [ChannelLimits], stepCount: Int, firstStep: Interval, step: Interval,
        beliefCount: Int
    ) {
        precondition((1...Limits.planChannels).contains(channels.count), "channel count in range")
        precondition((2...Limits.planSteps).contains(stepCount), "step count in range")
        precondition((0...Limits.planBeliefs).contains(beliefCount), "belief count in range")
        precondition(firstStep >= .zero && step > .zero, "a plan goes forward in time")
        self.channels = channels
        self.stepCount = stepCount
        self.firstStep = firstStep
        self.step = step
        self.beliefCount = beliefCount
    }

    /// Limits of the compact car's plans: 25 steps of 100 ms at up to 15 m/s. The rates leave room
    /// for a model's noise of some centimetres; a plan beyond them is broken, not merely rough.
    public static let compactCar = PlanLimits(
        channels: [
            ChannelLimits(
                name: "x", unit: "m", minimum: -5, maximum: 50, maxRatePerSecond: 25, origin: 0),
            ChannelLimits(
                name: "y", unit: "m", minimum: -40, maximum: 40, maxRatePerSecond: 20, origin: 0),
            ChannelLimits(
                name: "heading", unit: "rad", minimum: -3.2, maximum: 3.2, maxRatePerSecond: 4,
                origin: 0),
            ChannelLimits(
                name: "speed", unit: "m/s", minimum: -0.5, maximum: 17, maxRatePerSecond: 15,
                origin: nil),
        ],
        stepCount: 25, firstStep: .milliseconds(100), step: .milliseconds(100), beliefCount: 3)

    /// Checks everything that can be told from the plan alone.
    ///
    /// - Throws: the first thing wrong, in the order of the steps.
    public func check(_ plan: Plan) throws(PlanRejection) {
        guard plan.channelCount == channels.count, plan.values.count == stepCount * channels.count,
            plan.beliefs.count == beliefCount, plan.firstStep == firstStep, plan.step == step
        else { throw .wrongShape }
        for (index, belief) in plan.beliefs.enumerated() where !belief.isFinite {
            throw .beliefNotFinite(index: index)
        }
        for index in 0..<stepCount {
            for channel in channels.indices {
                try check(plan, step: index, channel: channel)
            }
        }
    }

    private func check(
        _ plan: Plan, step index: Int, channel: Int
    ) throws(PlanRejection) {
        let limits = channels[channel]
        let value = plan.value(step: index, channel: channel)
        guard value.isFinite else { throw .notFinite(step: index, channel: channel) }
        guard value >= limits.minimum, value <= limits.maximum else {
            throw .outOfLimits(step: index, channel: channel)
        }
        let isFirst = index == 0
        let before = isFirst ? limits.origin : plan.value(step: index - 1, channel: channel)
        let seconds = Float((isFirst ? firstStep : step).seconds)
        if let before, abs(value - before) > limits.maxRatePerSecond * seconds {
            throw .rateTooHigh(step: index, channel: channel)
        }
    }
}
