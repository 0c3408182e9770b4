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
    /// Whether the latent is held as a reference for later ones of its stream all the same, or what
    /// it was predicted from is not; nil says nothing.
    public var reference: ReferenceStatus?

    /// Makes the message from its fields.
    public init(
        captureStamp: UInt64, latentSequence: UInt64, fate: OutcomeFate, cause: OutcomeCause,
        reference: ReferenceStatus?
    ) {
        self.captureStamp = captureStamp
        self.latentSequence = latentSequence
        self.fate = fate
        self.cause = cause
        self.reference = reference
    }
}
