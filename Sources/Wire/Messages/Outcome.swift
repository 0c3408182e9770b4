/// The end of a latent that gets no plan.
public struct Outcome: Hashable, Sendable {
    /// The device's own monotonic clock at the capture, in nanoseconds; read again by it alone.
    public var captureStamp: UInt64
    /// The sequence of that latent, in the same epoch.
    public var latentSequence: UInt64
    /// How it ended.
    public var fate: OutcomeFate
    /// Why.
    public var cause: OutcomeCause

    /// Makes the message from its fields.
    public init(
        captureStamp: UInt64, latentSequence: UInt64, fate: OutcomeFate, cause: OutcomeCause
    ) {
        self.captureStamp = captureStamp
        self.latentSequence = latentSequence
        self.fate = fate
        self.cause = cause
    }
}
