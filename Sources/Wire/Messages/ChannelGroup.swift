public import Timekeeping

/// Channels of a plan that share their steps: a base at 10 Hz and a hand at 50, say.
public struct ChannelGroup: Hashable, Sendable {
    /// From the capture to the first step.
    public var firstStep: Interval
    /// From one step to the next.
    public var step: Interval
    /// Steps, at least one.
    public var stepCount: UInt16
    /// Channels of a step, at least one.
    public var channelCount: UInt8

    /// Makes the value from its fields.
    public init(firstStep: Interval, step: Interval, stepCount: UInt16, channelCount: UInt8) {
        self.firstStep = firstStep
        self.step = step
        self.stepCount = stepCount
        self.channelCount = channelCount
    }
}
