/// Which latent a device predicts the next one from: the newest that its coordinator has said to
/// hold, while the chain below that is short enough.
///
/// Predicting only from what is acknowledged makes a lost or late latent cost nothing: nothing that
/// the coordinator lacks is ever built upon. Should it lack a reference all the same, since it was
/// started anew or the stream has moved, it asks for a keyframe and the next latent is one:
/// recovery takes one round trip. A chain belongs to one session; a new session begins a new one.
public struct ReferenceChain: Hashable, Sendable {
    /// A latent that may be predicted from.
    public struct Reference: Hashable, Sendable {
        /// The number of the message that carried it.
        public let sequence: UInt64
        /// The device's own name for the capture, under which its encoder keeps the decoded latent.
        public let capture: UInt64
    }
    private struct Link: Hashable, Sendable {
        let reference: Reference
        /// Links below it: 0 for a keyframe.
        let depth: Int
        var isHeld: Bool
        var sequence: UInt64 { reference.sequence }
    }

    /// By sequence; the newest held one, if any, is the first.
    private var links: [Link] = []

    /// A chain of a session in which nothing was sent yet.
    public init() {
        links.reserveCapacity(Limits.outstandingLatents + 1)
    }

    /// What the next latent is to be predicted from; nil for a keyframe.
    ///
    /// A latent that fills its chain is never acknowledged, since nothing may be predicted from it:
    /// behind it goes one keyframe, and the old reference serves until that is acknowledged.
    public var next: Reference? {
        guard let first = links.first, first.isHeld, first.depth < Limits.chainDepth else {
            return nil
        }
        let isFull = links.contains { $0.depth >= Limits.chainDepth }
        let hasKeyframe = links.contains { $0.depth == 0 && !$0.isHeld }
        return isFull && !hasKeyframe ? nil : first.reference
    }
    /// The number of the message that carried this capture's latent, if it is held and no newer one
    /// is.
    public func sequence(of capture: UInt64) -> UInt64? {
        guard let first = links.first, first.isHeld, first.reference.capture == capture else {
            return nil
        }
        return first.sequence
    }

    /// A latent was sent, predicted from the message of this number or a keyframe. Sequences grow.
    public mutating func sent(_ sequence: UInt64, of capture: UInt64, from reference: UInt64?) {
        precondition(
            links.last.map { $0.sequence < sequence } ?? true, "sequences of a session grow")
        let below = reference.map { reference in
            links.first { $0.sequence == reference }?.depth ?? Limits.chainDepth
        }
        // The oldest goes for the newest, be it the reference: what lies so far back tells little,
        // and whoever acknowledged it and nothing since is hardly there any more.
        if links.count == Limits.outstandingLatents { links.removeFirst() }
        links.append(
            Link(
                reference: Reference(sequence: sequence, capture: capture),
                depth: below.map { $0 + 1 } ?? 0, isHeld: false))
    }
    /// The coordinator holds this latent. Answers may come in any order and more than once.
    public mutating func held(_ sequence: UInt64) {
        guard let index = links.firstIndex(where: { $0.sequence == sequence }) else { return }
        links[index].isHeld = true
        links.removeFirst(index)
    }
    /// The coordinator does not hold this latent.
    public mutating func rejected(_ sequence: UInt64) {
        links.removeAll { $0.sequence == sequence && !$0.isHeld }
    }
    /// The coordinator lacks the reference of this latent. What it was predicted from is older, so
    /// that everything up to it is given up; a keyframe that was sent since stays.
    public mutating func keyframeRequested(by sequence: UInt64) {
        links.removeAll { $0.sequence <= sequence }
    }
}
