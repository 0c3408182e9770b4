public import Timekeeping

/// One latent of a batch.
public struct BatchMember: Hashable, Sendable {
    /// The coordinator's identifier of the latent.
    public var member: UInt64
    /// What remains, at sending, of the time in which its plan is of use.
    public var budget: Interval
    /// Which latent codec wrote the compressed bytes; never 0.
    public var codec: UInt8
    /// Rate control of this latent: the steps are multiplied by this / 256 (Q8.8); never 0.
    public var multiplier: UInt16
    /// Elements of the latent before compression.
    public var elementCount: UInt32
    /// Bytes of the compressed latent, after the state vector in the payload part.
    public var latentByteCount: UInt32
    /// Bytes of the state vector (float32 each) at the front of the payload part.
    public var stateByteCount: UInt16
    /// CRC32C of the payload part, for its final consumer.
    public var payloadChecksum: UInt32

    /// Makes the value from its fields.
    public init(
        member: UInt64, budget: Interval, codec: UInt8, multiplier: UInt16, elementCount: UInt32,
        latentByteCount: UInt32, stateByteCount: UInt16, payloadChecksum: UInt32
    ) {
        self.member = member
        self.budget = budget
        self.codec = codec
        self.multiplier = multiplier
        self.elementCount = elementCount
        self.latentByteCount = latentByteCount
        self.stateByteCount = stateByteCount
        self.payloadChecksum = payloadChecksum
    }
}
