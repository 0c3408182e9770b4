/// One rate a bundle's latents can be sent at, and what it costs, measured when the bundle was
/// made.
public struct LatentRate: Hashable, Codable, Sendable {
    /// Multiplies the bundle's steps (Q8.8); never 0.
    public var multiplier: UInt16
    /// Bytes of a compressed keyframe on average.
    public var keyframeByteCount: Double
    /// Bytes of a compressed latent that was predicted from the one before it, on average.
    public var predictedByteCount: Double
    /// How far the plan's positions move on average against those of a latent that was not
    /// quantised, metres.
    public var planShift: Double

    /// A rate from its parts.
    public init(
        multiplier: UInt16, keyframeByteCount: Double, predictedByteCount: Double,
        planShift: Double
    ) {
        self.multiplier = multiplier
        self.keyframeByteCount = keyframeByteCount
        self.predictedByteCount = predictedByteCount
        self.planShift = planShift
    }

    /// The bytes to expect of a latent.
    func byteCount(isPredicted: Bool) -> Double {
        isPredicted ? predictedByteCount : keyframeByteCount
    }
}
