public import Wire

/// How one capture ended; exactly one for each.
public enum Fate: Hashable, Sendable {
    /// A sound plan came within the budget.
    case answered
    /// A plan came after the budget, or too late to be followed.
    case answeredLate
    /// A newer capture took its place, here or in the cloud.
    case superseded
    /// It, or its plan, was refused.
    case rejected(FateCause)
    /// Its budget was spent before it could be computed.
    case expired
    /// No answer came, or there was nobody to ask.
    case lost(FateCause)
}

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
