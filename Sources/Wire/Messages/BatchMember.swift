public import Timekeeping

/// The latents of one capture in a batch.
public struct BatchMember: Hashable, Sendable {
    /// The coordinator's identifier of the latent message.
    public var member: UInt64
    /// The coordinator's identifier of the device's session and stream, never used for another:
    /// what tells a backbone with a memory whose it is, and nothing that a device chose.
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
    /// What they were predicted from, keyframe first; empty for a keyframe.
    public var links: [ChainLink]

    /// Bytes of the member's own payload part.
    public var payloadByteCount: Int {
        latents.reduce(Int(stateByteCount)) { $0 + Int($1.latentByteCount) }
    }

    /// Bytes of its entry in the batch's body, latents and links included.
    public var entryByteCount: Int {
        links.reduce(Self.byteCount + latents.count * SensorLatent.byteCount) {
            $0 + $1.entryByteCount
        }
    }

    /// Makes the value from its fields.
    public init(
        member: UInt64, source: UInt64, sequence: UInt64, budget: Interval,
        payloadChecksum: UInt32, stateByteCount: UInt16, latents: OneOrMore<SensorLatent>,
        links: [ChainLink]
    ) {
        self.member = member
        self.source = source
        self.sequence = sequence
        self.budget = budget
        self.payloadChecksum = payloadChecksum
        self.stateByteCount = stateByteCount
        self.latents = latents
        self.links = links
    }
    /// Makes the value of a capture of one sensor, a keyframe that nobody names.
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
                    latentByteCount: latentByteCount, reference: 0), []),
            links: [])
    }
}
