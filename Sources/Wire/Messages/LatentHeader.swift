public import Timekeeping

/// The latents of one capture, one to eight sensors'.
///
/// Its payload part is the state vector (float32, little-endian) and then the compressed latents,
/// in the order of their entries.
public struct LatentHeader: Hashable, Sendable {
    /// The device's own monotonic clock at the capture, in nanoseconds; read again by it alone.
    public var captureStamp: UInt64
    /// What remains, at sending, of the time in which a plan is of use.
    public var budget: Interval
    /// Which of the device's streams; a newer latent supersedes older ones of its stream only.
    public var stream: UInt16
    /// Bytes of the state vector (float32 each) at the front of the payload part.
    public var stateByteCount: UInt16
    /// CRC32C of the payload part, for its final consumer.
    public var payloadChecksum: UInt32
    /// The latents, by growing sensor.
    public var latents: OneOrMore<SensorLatent>

    /// Bytes of the payload part.
    public var payloadByteCount: Int {
        latents.reduce(Int(stateByteCount)) { $0 + Int($1.latentByteCount) }
    }

    /// Makes the message from its fields.
    public init(
        captureStamp: UInt64, budget: Interval, stream: UInt16, stateByteCount: UInt16,
        payloadChecksum: UInt32, latents: OneOrMore<SensorLatent>
    ) {
        self.captureStamp = captureStamp
        self.budget = budget
        self.stream = stream
        self.stateByteCount = stateByteCount
        self.payloadChecksum = payloadChecksum
        self.latents = latents
    }
    /// Makes the message of a device with one sensor; a reference of 0 is none.
    public init(
        captureStamp: UInt64, budget: Interval, stream: UInt16, codec: UInt8, multiplier: UInt16,
        elementCount: UInt32, latentByteCount: UInt32, reference: UInt64, stateByteCount: UInt16,
        payloadChecksum: UInt32
    ) {
        self.init(
            captureStamp: captureStamp, budget: budget, stream: stream,
            stateByteCount: stateByteCount, payloadChecksum: payloadChecksum,
            latents: OneOrMore(
                SensorLatent(
                    sensor: 0, codec: codec, multiplier: multiplier, elementCount: elementCount,
                    latentByteCount: latentByteCount, reference: reference), []))
    }
}
