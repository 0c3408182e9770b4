public import Timekeeping

/// The plan for one latent.
///
/// Its payload part is the beliefs and then the steps, row-major, all float32, little-endian.
public struct PlanHeader: Hashable, Sendable {
    /// The device's own monotonic clock at the capture, in nanoseconds; read again by it alone.
    public var captureStamp: UInt64
    /// The sequence of the latent this answers, in the same epoch.
    public var latentSequence: UInt64
    /// Time the latent waited in the cloud.
    public var queueTime: Interval
    /// Time its batch took to decode and run.
    public var computeTime: Interval
    /// The groups of channels, one to four, in the bundle's order.
    public var groups: OneOrMore<ChannelGroup>
    /// Beliefs in front of the steps; may be none.
    public var beliefCount: UInt8
    /// The version of the backbone that made the plan.
    public var modelVersion: UInt32
    /// CRC32C of the payload part, for its final consumer.
    public var payloadChecksum: UInt32
    /// Whether the latent is held as a reference for later ones of its stream; nil says nothing.
    /// Never `missing`.
    public var reference: ReferenceStatus?

    /// Bytes of the payload part: four for each belief and each channel of each step.
    public var payloadByteCount: UInt32 {
        PlanPayload.byteCount(groups, beliefCount: beliefCount)
    }

    /// Makes the message from its fields.
    public init(
        captureStamp: UInt64, latentSequence: UInt64, queueTime: Interval, computeTime: Interval,
        groups: OneOrMore<ChannelGroup>, beliefCount: UInt8, modelVersion: UInt32,
        payloadChecksum: UInt32, reference: ReferenceStatus?
    ) {
        self.captureStamp = captureStamp
        self.latentSequence = latentSequence
        self.queueTime = queueTime
        self.computeTime = computeTime
        self.groups = groups
        self.beliefCount = beliefCount
        self.modelVersion = modelVersion
        self.payloadChecksum = payloadChecksum
        self.reference = reference
    }
    /// Makes the message of a plan of one group.
    public init(
        captureStamp: UInt64, latentSequence: UInt64, queueTime: Interval, computeTime: Interval,
        firstStep: Interval, step: Interval, stepCount: UInt16, channelCount: UInt8,
        beliefCount: UInt8, modelVersion: UInt32, payloadChecksum: UInt32,
        reference: ReferenceStatus?
    ) {
        self.init(
            captureStamp: captureStamp, latentSequence: latentSequence, queueTime: queueTime,
            computeTime: computeTime,
            groups: OneOrMore(
                ChannelGroup(
                    firstStep: firstStep, step: step, stepCount: stepCount,
                    channelCount: channelCount), []),
            beliefCount: beliefCount, modelVersion: modelVersion, payloadChecksum: payloadChecksum,
            reference: reference)
    }
}
