/// The latents of one stream that a coordinator keeps, so that its workers need not: whoever gets
/// a predicted latent gets the links below it too, back to a keyframe.
///
/// A payload is whatever names the bytes; they are never looked into. A latent is held while it is
/// open (it waits or runs), while later ones may be predicted from it, and while it lies in the
/// chain of one of these; then it is released, once. A device names references in growing order, so
/// what is older than the newest one named is no reference any more.
///
/// Inlined into the coordinator: code for any payload would allocate for each latent.
public struct HeldLatents<Payload: Sendable>: Sendable {
    /// What became of a latent that arrived.
    public enum Arrival: Hashable, Sendable {
        /// It is held, open, and `chain(below:)` yields the links to send along.
        case held
        /// Its reference is not held: the device has to be asked for a keyframe.
        case unknownReference
        /// Its sequence is not above that of every latent before it.
        case outOfOrder
    }
    @usableFromInline struct Link: Sendable {
        @usableFromInline let sequence: UInt64
        @usableFromInline let reference: UInt64?
        /// Links below it.
        @usableFromInline let depth: Int
        /// Its own weight and that of the links below it.
        @usableFromInline let weight: Int
        @usableFromInline let payload: Payload
        @usableFromInline var isOpen = true
        /// Whether later latents may be predicted from it.
        @usableFromInline var isReference: Bool
        /// Scratch of `release`.
        @usableFromInline var isNeeded = false

        @inlinable
        init(
            sequence: UInt64, reference: UInt64?, depth: Int, weight: Int, payload: Payload,
            isReference: Bool
        ) {
            self.sequence = sequence
            self.reference = reference
            self.depth = depth
            self.weight = weight
            self.payload = payload
            self.isReference = isReference
        }
    }

    /// By sequence.
    @usableFromInline var links: [Link] = []
    @usableFromInline var newest: UInt64?
    /// The newest reference that was named.
    @usableFromInline var named: UInt64 = 0
    @usableFromInline let weightLimit: Int

    /// Holds nothing yet.
    ///
    /// - Parameter weightLimit: what the links of one chain may weigh together, in the caller's
    ///   unit. A latent whose chain would leave nothing for one more link becomes no reference.
    @inlinable public init(weightLimit: Int) {
        self.weightLimit = weightLimit
    }

    /// Latents held: at most `Limits.heldLatents`, and what the open ones need.
    @inlinable public var count: Int { links.count }

    /// A latent arrived, and is open until `end`.
    ///
    /// - Parameters:
    ///   - reference: what it was predicted from; nil for a keyframe.
    ///   - weight: of it as a link of another's chain.
    ///   - mayBeReference: whether there is room to keep it beyond its end.
    ///   - released: gets the payloads that are not held any more. One that was not taken in is not
    ///     among them.
    @inlinable
    public mutating func insert(
        _ sequence: UInt64, reference: UInt64?, payload: Payload, weight: Int,
        mayBeReference: Bool, released: inout [Payload]
    ) -> Arrival {
        if let newest, sequence <= newest { return .outOfOrder }
        var (depth, total) = (0, weight)
        if let reference {
            guard let below = links.first(where: { $0.sequence == reference && $0.isReference })
            else {
                return .unknownReference
            }
            (depth, total) = (below.depth + 1, below.weight + weight)
            named = max(named, reference)
        }
        let isReference = mayBeReference && depth < Limits.chainDepth && total <= weightLimit
        links.append(
            Link(
                sequence: sequence, reference: reference, depth: depth, weight: total,
                payload: payload, isReference: isReference))
        newest = sequence
        release(&released)
        return .held
    }
    /// Whether later latents may be predicted from the one of this number.
    @inlinable public func isReference(_ sequence: UInt64) -> Bool {
        links.contains { $0.sequence == sequence && $0.isReference && sequence >= named }
    }
    /// Appends the payloads from the keyframe to the reference of the latent of this number, which
    /// is open: what it was predicted from.
    @inlinable
    public func chain(below sequence: UInt64, appendingTo payloads: inout [Payload]) {
        guard var place = links.lastIndex(where: { $0.sequence == sequence }) else { return }
        var next = links[place].reference
        let start = payloads.count
        // From the newest down: a reference is always older than what is predicted from it.
        while place > 0, next != nil {
            place -= 1
            guard links[place].sequence == next else { continue }
            payloads.append(links[place].payload)
            next = links[place].reference
        }
        var (low, high) = (start, payloads.count - 1)
        while low < high {
            payloads.swapAt(low, high)
            (low, high) = (low + 1, high - 1)
        }
    }
    /// The latent of this number ended; it may still be a reference.
    @inlinable
    public mutating func end(_ sequence: UInt64, released: inout [Payload]) {
        guard let index = links.firstIndex(where: { $0.sequence == sequence }) else { return }
        links[index].isOpen = false
        release(&released)
    }
    /// Nothing up to the latent of this number is a reference any more: something in its chain is
    /// damaged. Its device is asked for a keyframe.
    @inlinable
    public mutating func forget(upTo sequence: UInt64, released: inout [Payload]) {
        for index in links.indices where links[index].sequence <= sequence {
            links[index].isReference = false
        }
        release(&released)
    }
    /// The latent of this number is no reference: it could not be decoded.
    @inlinable
    public mutating func forget(_ sequence: UInt64, released: inout [Payload]) {
        for index in links.indices where links[index].sequence == sequence {
            links[index].isReference = false
        }
        release(&released)
    }
    /// The session ended: lets everything go.
    @inlinable
    public mutating func removeAll(released: inout [Payload]) {
        for link in links { released.append(link.payload) }
        links.removeAll()
    }

    /// Lets go what nobody needs. Too many references are those of a device that never names one:
    /// the oldest go first.
    @inlinable
    mutating func release(_ released: inout [Payload]) {
        var needed = markNeeded()
        while needed > Limits.heldLatents,
            let oldest = links.firstIndex(where: { $0.isReference })
        {
            links[oldest].isReference = false
            needed = markNeeded()
        }
        guard needed < links.count else { return }
        // In place: most often one of some twenty goes.
        var kept = 0
        for index in links.indices {
            guard links[index].isNeeded else {
                released.append(links[index].payload)
                continue
            }
            if kept < index { links.swapAt(kept, index) }
            kept += 1
        }
        links.removeLast(links.count - kept)
    }
    /// Marks what is open, a reference, or below one of these; returns how many are.
    @inlinable
    mutating func markNeeded() -> Int {
        for index in links.indices {
            links[index].isNeeded =
                links[index].isOpen || (links[index].isReference && links[index].sequence >= named)
        }
        var needed = 0
        for index in links.indices.reversed() where links[index].isNeeded {
            needed += 1
            guard let below = links[index].reference else { continue }
            var lower = index
            while lower > 0 {
                lower -= 1
                if links[lower].sequence == below { links[lower].isNeeded = true }
            }
        }
        return needed
    }
}
