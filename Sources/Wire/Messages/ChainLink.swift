/// A message that a batch's member was predicted from, directly or through later ones.
///
/// A member brings its chain along, keyframe first, so that workers need not keep anything
/// (decision 3). The payload part is as its device sent it.
public struct ChainLink: Hashable, Sendable {
    /// The sequence of that message; grows from link to link and stays below the member's.
    public var sequence: UInt64
    /// CRC32C of its payload part, for its final consumer.
    public var payloadChecksum: UInt32
    /// Bytes of the state vector (float32 each) at the front of its payload part.
    public var stateByteCount: UInt16
    /// Its latents, as in the latent message.
    public var latents: OneOrMore<SensorLatent>

    /// Bytes of the payload part.
    public var payloadByteCount: Int {
        latents.reduce(Int(stateByteCount)) { $0 + Int($1.latentByteCount) }
    }

    /// Bytes of its entry in a batch's body, latents included.
    public var entryByteCount: Int { Self.byteCount + latents.count * SensorLatent.byteCount }

    /// Makes the value from its fields.
    public init(
        sequence: UInt64, payloadChecksum: UInt32, stateByteCount: UInt16,
        latents: OneOrMore<SensorLatent>
    ) {
        self.sequence = sequence
        self.payloadChecksum = payloadChecksum
        self.stateByteCount = stateByteCount
        self.latents = latents
    }
}
