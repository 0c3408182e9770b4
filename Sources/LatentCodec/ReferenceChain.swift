/// Which latent a device predicts the next one from: the newest that its coordinator has said to
/// hold, while the chain below that is short enough.
///
/// Predicting only from what is acknowledged makes a lost or late latent cost nothing: nothing that
/// the coordinator lacks is ever built upon. Should it lack a reference all the same, since it was
/// started anew or the stream has moved, it asks for a keyframe and the next latent is one:
/// recovery takes one round trip. A chain belongs to one session; a new session begins a new one.
public struct ReferenceChain: Hashable, Sendable {
    /// A latent that was sent and may become a reference.
    struct Link: Hashable, Sendable {
        let sequence: UInt64
        /// Predicted latents from its keyframe to it: 0 for a keyframe.
        let depth: Int
        var isHeld: Bool
    }

    /// By sequence; the newest held one, if any, is the first.
    private(set) var links: [Link] = []

    /// A chain of a session in which nothing was sent yet.
    public init() {
        links.reserveCapacity(Limits.outstandingLatents + 1)
    }

    /// What the next latent is to be.
    public var next: LatentKind {
        guard let first = links.first, first.isHeld, first.depth < Limits.chainDepth else {
            return .keyframe
        }
        return .predicted(reference: first.sequence)
    }
    /// Whether the latent of this number is still of use: its decoded form has to be kept.
    public func keeps(_ sequence: UInt64) -> Bool {
        links.contains { $0.sequence == sequence }
    }

    /// A latent was sent, coded as `next` said, or as a keyframe. Sequences grow.
    public mutating func sent(_ sequence: UInt64, as kind: LatentKind) {
        precondition(
            links.last.map { $0.sequence < sequence } ?? true, "sequences of a session grow")
        let depth =
            switch kind {
            case .keyframe: 0
            case .predicted(let reference):
                1 + (links.first { $0.sequence == reference }?.depth ?? Limits.chainDepth)
            }
        links.append(Link(sequence: sequence, depth: depth, isHeld: false))
        guard links.count > Limits.outstandingLatents else { return }
        // The oldest that is not the reference: its answer will hardly come any more.
        links.remove(at: links[0].isHeld ? 1 : 0)
    }
    /// A plan or an outcome says that the coordinator holds this latent. Answers may come in any
    /// order and more than once.
    public mutating func held(_ sequence: UInt64) {
        guard let index = links.firstIndex(where: { $0.sequence == sequence }) else { return }
        links[index].isHeld = true
        links.removeFirst(index)
    }
    /// An outcome says that the coordinator does not hold this latent.
    public mutating func rejected(_ sequence: UInt64) {
        links.removeAll { $0.sequence == sequence && !$0.isHeld }
    }
    /// The coordinator lacks the reference of this latent. What it was predicted from is older, so
    /// that everything up to it is given up; a keyframe that was sent since stays.
    public mutating func keyframeRequested(by sequence: UInt64) {
        links.removeAll { $0.sequence <= sequence }
    }
}
