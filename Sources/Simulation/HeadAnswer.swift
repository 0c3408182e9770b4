public import EdgeCore

/// What a device computes from one capture.
public struct HeadAnswer: Hashable, Sendable {
    /// The latent, channel by channel, before quantisation.
    public var latent: [Float]
    /// The local policy's plan; nil if it failed.
    public var localPlan: PlanValues?

    /// An answer from its parts.
    public init(latent: [Float], localPlan: PlanValues?) {
        self.latent = latent
        self.localPlan = localPlan
    }
}
