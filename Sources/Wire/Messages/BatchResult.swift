public import Timekeeping

/// The plans of a batch, or why there are none.
///
/// One payload part for each member, in order: empty unless its status is `ok`, then laid out as a
/// plan's.
public struct BatchResult: Hashable, Sendable {
    /// The number of the batch.
    public var batch: UInt64
    /// Time the batch took to decode and run.
    public var computeTime: Interval
    /// The version of the backbone that ran.
    public var modelVersion: UInt32
    /// From the capture to the first step of a plan.
    public var firstStep: Interval
    /// From one step to the next.
    public var step: Interval
    /// Steps of a plan, at least one.
    public var stepCount: UInt16
    /// Channels of a step, at least one.
    public var channelCount: UInt8
    /// Beliefs in front of the steps; may be none.
    public var beliefCount: UInt8
    /// One to 64 members.
    public var members: [ResultMember]

    /// Makes the message from its fields.
    public init(
        batch: UInt64, computeTime: Interval, modelVersion: UInt32, firstStep: Interval,
        step: Interval, stepCount: UInt16, channelCount: UInt8, beliefCount: UInt8,
        members: [ResultMember]
    ) {
        self.batch = batch
        self.computeTime = computeTime
        self.modelVersion = modelVersion
        self.firstStep = firstStep
        self.step = step
        self.stepCount = stepCount
        self.channelCount = channelCount
        self.beliefCount = beliefCount
        self.members = members
    }
}
