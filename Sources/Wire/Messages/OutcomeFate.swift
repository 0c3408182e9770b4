/// How a latent ended that gets no plan.
public enum OutcomeFate: UInt8, Hashable, Sendable, CaseIterable {
    /// A newer capture of the same stream took its place.
    case superseded = 1
    /// Its budget was spent, or could not be met, before compute.
    case expired = 2
    /// It was not taken in.
    case rejected = 3
    /// It was taken in and running it failed.
    case failed = 4
}
