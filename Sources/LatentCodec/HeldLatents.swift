/// The latents of one stream that a coordinator keeps, so that its workers need not: whoever gets
/// a predicted latent gets the links below it too, back to a keyframe.
///
/// A payload is whatever names the bytes; they are never looked into. What no later latent can be
/// predicted from is let go, since a device names references in growing order.
public struct HeldLatents<Payload: Sendable>: Sendable {
    /// What became of a latent that arrived.
    public enum Arrival: Hashable, Sendable {
        /// It is held, and `chain(to:)` yields the links to send along.
        case held
        /// Its reference is not held: the device has to be asked for a keyframe.
        case unknownReference
        /// Its chain would exceed `Limits.chainDepth`: the device breaks the protocol.
        case chainTooLong
        /// Its sequence is not above that of every latent before it.
        case outOfOrder
    }
    private struct Link {
        let sequence: UInt64
        let reference: UInt64?
        let depth: Int
        let payload: Payload
    }

    /// By sequence.
    private var links: [Link] = []
    private var newest: UInt64?

    /// Holds nothing yet.
    public init() {
        links.reserveCapacity(Limits.heldLatents + 1)
    }

    /// Latents held: at most `Limits.heldLatents`.
    public var count: Int { links.count }

    /// A latent arrived.
    ///
    /// - Parameter released: gets the payloads that are not held any more. One that was not taken
    ///   in is not among them.
    public mutating func insert(
        _ sequence: UInt64, kind: LatentKind, payload: Payload, released: inout [Payload]
    ) -> Arrival {
        if let newest, sequence <= newest { return .outOfOrder }
        var link = Link(sequence: sequence, reference: nil, depth: 0, payload: payload)
        if case .predicted(let reference) = kind {
            guard let below = links.first(where: { $0.sequence == reference }) else {
                return .unknownReference
            }
            guard below.depth < Limits.chainDepth else { return .chainTooLong }
            link = Link(
                sequence: sequence, reference: reference, depth: below.depth + 1, payload: payload)
            release(before: reference, &released)
        }
        if links.count >= Limits.heldLatents {
            // Only a device that ignores its answers gets here; its next prediction asks anew.
            let kept = link.reference.map { chainBelow($0) } ?? []
            release(&released) { kept.contains($0.sequence) }
        }
        links.append(link)
        newest = sequence
        return .held
    }
    /// Appends the payloads from the keyframe to the latent of this number, which is held.
    public func chain(to sequence: UInt64, appendingTo payloads: inout [Payload]) {
        let below = chainBelow(sequence)
        for link in links where below.contains(link.sequence) { payloads.append(link.payload) }
    }

    /// The latent of this number and what it builds upon.
    private func chainBelow(_ sequence: UInt64) -> [UInt64] {
        var chain: [UInt64] = []
        var next: UInt64? = sequence
        // From the newest down: a reference is always older than what is predicted from it.
        for link in links.reversed() where link.sequence == next {
            chain.append(link.sequence)
            next = link.reference
        }
        return chain
    }
    /// Lets go what is older than `reference` and below nothing from it on.
    private mutating func release(before reference: UInt64, _ released: inout [Payload]) {
        var needed: [UInt64] = []
        for link in links.reversed()
        where link.sequence >= reference || needed.contains(link.sequence) {
            needed.append(link.sequence)
            if let below = link.reference { needed.append(below) }
        }
        release(&released) { $0.sequence >= reference || needed.contains($0.sequence) }
    }
    private mutating func release(
        _ released: inout [Payload], unless isNeeded: (Link) -> Bool
    ) {
        for link in links where !isNeeded(link) { released.append(link.payload) }
        links.removeAll { !isNeeded($0) }
    }
}
