import Timekeeping

/// One step of a case.
enum CaseStep: Hashable, Sendable {
    /// The runner opens a connection as this peer and draws an epoch for it.
    case connect(String)
    /// The peer draws another epoch, or takes this one, and starts its frames anew.
    case renew(String, epoch: CaseValue?)
    /// The runner closes the peer's connection.
    case close(String)
    /// The runner sends as this peer what an object describes.
    case send(String, [String: CaseValue])
    /// One of these must be the next message to this peer.
    case expect(String, [FramePattern], CaseTiming)
    /// Nothing may come to this peer for a while: no message at all, or none of these kinds.
    case expectNothing(String, kinds: [String], Interval)
    /// Time passes.
    case wait(Interval)
    /// Whether the peer sends heartbeats by itself, as every live peer does.
    case heartbeats(String, Bool)
}

/// When an expected message must come, counted from the end of the step before.
struct CaseTiming: Hashable, Sendable {
    /// Later is FAILED.
    var within: Interval
    /// Later is NON-STRICT.
    var strictly: Interval
    /// Earlier is FAILED.
    var notBefore: Interval
}
