/// Symmetric uniform quantisation of a latent: one step for each channel, integers in [-127, 127].
///
/// `q = round(x / (step * multiplier))`, `x' = q * step * multiplier`; the multiplier is the rate
/// control of one frame.
public struct QuantisationParameters: Hashable, Sendable {
    /// The step of each channel, finite and positive, in units of the latent.
    public let steps: [Float]

    /// Parameters, or nil if there is no channel or a step is not finite and positive.
    public init?(steps: [Float]) {
        guard !steps.isEmpty, steps.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
        self.steps = steps
    }
}
