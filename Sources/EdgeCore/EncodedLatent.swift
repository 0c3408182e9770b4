public import SansIO

/// What the shell's encoder says of the payload it made: state vector and compressed latent.
public struct EncodedLatent: Hashable, Sendable {
    /// The latent codec used.
    public var codec: UInt8
    /// The rate used (Q8.8).
    public var multiplier: UInt16
    /// The capture whose latent it was predicted from; nil for a keyframe.
    public var reference: CaptureID?
    /// Elements of the latent.
    public var elementCount: UInt32
    /// Bytes of the compressed latent.
    public var latentByteCount: UInt32
    /// Bytes of the state vector in front of it.
    public var stateByteCount: UInt16
    /// CRC32C of both.
    public var payloadChecksum: UInt32

    /// A description from its parts.
    public init(
        codec: UInt8, multiplier: UInt16, reference: CaptureID?, elementCount: UInt32,
        latentByteCount: UInt32, stateByteCount: UInt16, payloadChecksum: UInt32
    ) {
        self.codec = codec
        self.multiplier = multiplier
        self.reference = reference
        self.elementCount = elementCount
        self.latentByteCount = latentByteCount
        self.stateByteCount = stateByteCount
        self.payloadChecksum = payloadChecksum
    }
}
