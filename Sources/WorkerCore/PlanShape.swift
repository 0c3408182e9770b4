public import Timekeeping

/// What every plan of a bundle looks like, and which model makes it.
public struct PlanShape: Hashable, Sendable {
    /// The version of the backbone.
    public var modelVersion: UInt32
    /// From the capture to the first step.
    public var firstStep: Interval
    /// From one step to the next.
    public var step: Interval
    /// Steps of a plan, 1 to 64.
    public var stepCount: UInt16
    /// Channels of a step, 1 to 16.
    public var channelCount: UInt8
    /// Beliefs in front of the steps, up to 16.
    public var beliefCount: UInt8

    /// Makes the value from its fields.
    public init(
        modelVersion: UInt32, firstStep: Interval, step: Interval, stepCount: UInt16,
        channelCount: UInt8, beliefCount: UInt8
    ) {
        self.modelVersion = modelVersion
        self.firstStep = firstStep
        self.step = step
        self.stepCount = stepCount
        self.channelCount = channelCount
        self.beliefCount = beliefCount
    }

    /// Bytes of a plan's payload: four for each belief and each channel of each step.
    public var byteCount: UInt32 {
        4 * (UInt32(beliefCount) + UInt32(stepCount) * UInt32(channelCount))
    }
}
