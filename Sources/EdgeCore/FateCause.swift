public import Wire

/// Why a capture was rejected or lost.
public enum FateCause: Hashable, Sendable {
    /// The head failed on it.
    case headFailed
    /// The encoder failed on its latent.
    case encodeFailed
    /// Its plan was unsound.
    case planRejected(PlanRejection)
    /// The cloud said so.
    case outcome(OutcomeCause)
    /// There was no session to send it in.
    case noSession
    /// The session it was sent in ended.
    case sessionLost
    /// Nothing came back within the patience.
    case unanswered
}
