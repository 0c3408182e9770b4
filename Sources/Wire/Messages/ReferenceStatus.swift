/// Whether a latent is held as a reference for the ones that follow it.
public enum ReferenceStatus: UInt8, Hashable, Sendable, CaseIterable {
    /// The latent may be predicted from.
    case held = 1
    /// What the latent was predicted from is not there; the next one must be a keyframe.
    case missing = 2
}
