/// Whether a latent may be predicted from.
///
/// An encoder predicts only from latents that were acknowledged by this message, so that a loss
/// costs a keyframe and never a wrong tensor.
public struct Reference: Hashable, Sendable {
    /// The sequence of the latent this is about, in the same epoch.
    public var latentSequence: UInt64
    /// The stream of that latent.
    public var stream: UInt16
    /// Whether the worker that gets the stream's next latents holds it.
    public var status: ReferenceStatus

    /// Makes the message from its fields.
    public init(latentSequence: UInt64, stream: UInt16, status: ReferenceStatus) {
        self.latentSequence = latentSequence
        self.stream = stream
        self.status = status
    }
}
