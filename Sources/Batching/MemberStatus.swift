/// What a worker says became of one member of a batch.
public enum MemberStatus: Hashable, Sendable {
    /// It has a plan.
    case answered
    /// Its payload could not be decoded.
    case malformed
    /// Its budget was spent before compute.
    case expired
    /// It could not be run.
    case failed
}
