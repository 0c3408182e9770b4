public import EdgeCore
public import ModelBundle

extension LatentRate {
    /// A rate as the bundle measured it.
    public init(_ rate: RateSpecification) {
        self.init(
            multiplier: rate.multiplier, keyframeByteCount: rate.keyframeByteCount,
            predictedByteCount: rate.predictedByteCount, planShift: rate.planShift)
    }
}
