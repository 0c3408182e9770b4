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
    /// The groups of channels of every plan, one to four, in the bundle's order.
    public var groups: OneOrMore<ChannelGroup>
    /// Beliefs in front of the steps; may be none.
    public var beliefCount: UInt8
    /// One to 64 members.
    public var members: [ResultMember]

    /// Makes the message from its fields.
    public init(
        batch: UInt64, computeTime: Interval, modelVersion: UInt32,
        groups: OneOrMore<ChannelGroup>, beliefCount: UInt8, members: [ResultMember]
    ) {
        self.batch = batch
        self.computeTime = computeTime
        self.modelVersion = modelVersion
        self.groups = groups
        self.beliefCount = beliefCount
        self.members = members
    }
    /// Makes the message of plans of one group.
    public init(
        batch: UInt64, computeTime: Interval, modelVersion: UInt32, firstStep: Interval,
        step: Interval, stepCount: UInt16, channelCount: UInt8, beliefCount: UInt8,
        members: [ResultMember]
    ) {
        self.init(
            batch: batch, computeTime: computeTime, modelVersion: modelVersion,
            groups: OneOrMore(
                ChannelGroup(
                    firstStep: firstStep, step: step, stepCount: stepCount,
                    channelCount: channelCount), []),
            beliefCount: beliefCount, members: members)
    }
}
