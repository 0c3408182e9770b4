/// What became of one latent of a batch.
public enum ResultStatus: UInt8, Hashable, Sendable, CaseIterable {
    /// Its plan is in its payload part.
    case ok = 1
    /// Its payload could not be decoded.
    case malformed = 2
    /// Its budget was spent before compute.
    case expired = 3
    /// The backbone could not run it.
    case failed = 4
}
