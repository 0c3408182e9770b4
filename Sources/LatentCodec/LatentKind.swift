/// How a latent is, or is to be, coded.
public enum LatentKind: Hashable, Sendable {
    /// Alone: any receiver can decode it.
    case keyframe
    /// As steps from an earlier latent of the session.
    case predicted(reference: UInt64)
}
