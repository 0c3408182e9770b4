/// The latent of one sensor, one of several of a capture.
public struct SensorLatent: Hashable, Sendable {
    /// Which of the stream's sensors, as the bundle numbers them; growing within a capture.
    public var sensor: UInt8
    /// Which latent codec wrote the compressed bytes; never 0.
    public var codec: UInt8
    /// Rate control of this latent: the steps are multiplied by this / 256 (Q8.8); never 0.
    public var multiplier: UInt16
    /// Elements of the latent before compression.
    public var elementCount: UInt32
    /// Bytes of the compressed latent in the payload part.
    public var latentByteCount: UInt32
    /// The sequence of the message whose latent of this sensor it was predicted from; 0 is none,
    /// which makes it a keyframe. Sequence 0 is a hello's, so it names no latent.
    public var reference: UInt64

    /// Makes the value from its fields.
    public init(
        sensor: UInt8, codec: UInt8, multiplier: UInt16, elementCount: UInt32,
        latentByteCount: UInt32, reference: UInt64
    ) {
        self.sensor = sensor
        self.codec = codec
        self.multiplier = multiplier
        self.elementCount = elementCount
        self.latentByteCount = latentByteCount
        self.reference = reference
    }
}
