public import Timekeeping

/// The latents of one capture in a batch.
public struct BatchMember: Hashable, Sendable {
    /// The coordinator's identifier of the latent message.
    public var member: UInt64
    /// The coordinator's identifier of the device's session and stream, never used for another:
    /// references are held under it, and under nothing that a device chose.
    public var source: UInt64
    /// The sequence of the latent message, by which later ones may name it as their reference.
    public var sequence: UInt64
    /// What remains, at sending, of the time in which its plan is of use.
    public var budget: Interval
    /// CRC32C of the payload part, for its final consumer.
    public var payloadChecksum: UInt32
    /// Bytes of the state vector (float32 each) at the front of the payload part.
    public var stateByteCount: UInt16
    /// The latents, as in the latent message.
    public var latents: OneOrMore<SensorLatent>

    /// The latent of a capture of one sensor that needs no reference; nil of any other.
    public var onlyKeyframe: SensorLatent? {
        latents.others.isEmpty && latents.leading.reference == 0 ? latents.leading : nil
    }
    /// Bytes of the payload part.
    public var payloadByteCount: Int {
        latents.reduce(Int(stateByteCount)) { $0 + Int($1.latentByteCount) }
    }

    /// Makes the value from its fields.
    public init(
        member: UInt64, source: UInt64, sequence: UInt64, budget: Interval,
        payloadChecksum: UInt32, stateByteCount: UInt16, latents: OneOrMore<SensorLatent>
    ) {
        self.member = member
        self.source = source
        self.sequence = sequence
        self.budget = budget
        self.payloadChecksum = payloadChecksum
        self.stateByteCount = stateByteCount
        self.latents = latents
    }
    /// Makes the value of a capture of one sensor, a keyframe, of which no reference is kept.
    public init(
        member: UInt64, budget: Interval, codec: UInt8, multiplier: UInt16, elementCount: UInt32,
        latentByteCount: UInt32, stateByteCount: UInt16, payloadChecksum: UInt32
    ) {
        self.init(
            member: member, source: 0, sequence: 0, budget: budget,
            payloadChecksum: payloadChecksum, stateByteCount: stateByteCount,
            latents: OneOrMore(
                SensorLatent(
                    sensor: 0, codec: codec, multiplier: multiplier, elementCount: elementCount,
                    latentByteCount: latentByteCount, reference: 0), []))
    }
}
