public import Timekeeping

/// One latent of one capture; `Envelope.sequence` numbers the latents of an epoch.
///
/// Its payload part is the state vector (float32, little-endian) and then the compressed latent.
public struct LatentHeader: Hashable, Sendable {
    /// The device's own monotonic clock at the capture, in nanoseconds; read again by it alone.
    public var captureStamp: UInt64
    /// What remains, at sending, of the time in which a plan is of use.
    public var budget: Interval
    /// Which of the device's streams; a newer latent supersedes older ones of its stream only.
    public var stream: UInt16
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

    /// Makes the message from its fields.
    public init(
        captureStamp: UInt64, budget: Interval, stream: UInt16, codec: UInt8, multiplier: UInt16,
        elementCount: UInt32, latentByteCount: UInt32, stateByteCount: UInt16,
        payloadChecksum: UInt32
    ) {
        self.captureStamp = captureStamp
        self.budget = budget
        self.stream = stream
        self.codec = codec
        self.multiplier = multiplier
        self.elementCount = elementCount
        self.latentByteCount = latentByteCount
        self.stateByteCount = stateByteCount
        self.payloadChecksum = payloadChecksum
    }
}
