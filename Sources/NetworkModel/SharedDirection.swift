public import Randomness
public import Timekeeping

/// One direction of a link that several flows share, as it is now: what a flow that begins later
/// must know of what happened before.
public struct SharedDirection: Sendable {
    /// What it does.
    public private(set) var conditions: DirectionConditions
    // Since when it does, and how often it had changed then.
    private var since: Instant
    private var changes: UInt64 = 0
    private var cutSince = Instant.origin
    private var cutUntil = Instant.origin
    private var stallUntil = Instant.origin
    private var extra: Interval?
    private var cutBefore = Interval.zero

    /// A direction that begins at `start`.
    public init(_ conditions: DirectionConditions, start: Instant) {
        self.conditions = conditions
        since = start
    }

    /// Takes a change at `now`; flows that have begun are told by their owner.
    public mutating func apply(_ change: LinkChange, at now: Instant) {
        switch change {
        case .conditions(let conditions):
            self.conditions = conditions
            since = now
            changes += 1
            extra = nil
        case .cut(let span): cut(for: span, at: now)
        case .stall(let span): stallUntil = max(stallUntil, now + span)
        case .handover(let gap, true, let delay):
            cut(for: gap, at: now)
            extra = delay
        case .handover(let gap, false, let delay):
            stallUntil = max(stallUntil, now + gap)
            extra = delay
        case .heal:
            cutBefore = cutTime(at: now)
            cutSince = now
            cutUntil = now
            stallUntil = now
            extra = nil
        }
    }
    /// How long it was cut by order until `now`.
    public func cutTime(at now: Instant) -> Interval {
        let end = min(now, cutUntil)
        return end > cutSince ? cutBefore + (end - cutSince) : cutBefore
    }
    /// The flow with this `number`, below 2^32, which begins at `now`; its acknowledgements take
    /// `returnDelay` back. One seed for all flows of the direction.
    public func stream(
        _ number: UInt64, returnDelay: Interval, seed: Seed, at now: Instant
    ) -> StreamLink {
        var stream = StreamLink(
            conditions, returnDelay: returnDelay, seed: seed,
            flow: LinkFlow(number: number, changes: changes), start: since)
        for change in standing(at: now) { stream.handle(.change(change), at: now) }
        return stream
    }
    /// The same, whose acknowledgements meet the direction `back` of the same link, with the seed
    /// of that direction's flows.
    public func stream(
        _ number: UInt64, back: SharedDirection, seed: Seed, backSeed: Seed, at now: Instant
    ) -> StreamLink {
        let flow = LinkFlow(number: number, changes: changes)
        let backFlow = LinkFlow(number: number, changes: back.changes)
        var stream = StreamLink(
            conditions, seed: seed, flow: flow, start: since,
            back: ReturnPath(back.conditions, backSeed, backFlow, from: back.since))
        for change in standing(at: now) { stream.handle(.change(change), at: now) }
        for change in back.standing(at: now) { stream.handle(.back(change), at: now) }
        return stream
    }
    /// A flow that shares nothing but what was ordered and still holds: its link has its conditions
    /// since `now`.
    public func separateStream(
        back: SharedDirection, seed: Seed, backSeed: Seed, at now: Instant
    ) -> StreamLink {
        var stream = StreamLink(
            conditions, back: back.conditions, seed: seed, backSeed: backSeed, start: now)
        for change in standing(at: now) { stream.handle(.change(change), at: now) }
        for change in back.standing(at: now) { stream.handle(.back(change), at: now) }
        return stream
    }
    /// The same as `stream`, for a flow of packets.
    public func packets(_ number: UInt64, seed: Seed, at now: Instant) -> PacketLink {
        var packets = PacketLink(
            conditions, seed: seed, flow: LinkFlow(number: number, changes: changes), start: since)
        for change in standing(at: now) { packets.handle(.change(change), at: now) }
        return packets
    }
    /// The same as `separateStream`, for a flow of packets.
    public func separatePackets(seed: Seed, at now: Instant) -> PacketLink {
        var packets = PacketLink(conditions, seed: seed, flow: .only, start: now)
        for change in standing(at: now) { packets.handle(.change(change), at: now) }
        return packets
    }

    /// What was ordered and still holds at `now`.
    private func standing(at now: Instant) -> [LinkChange] {
        var changes: [LinkChange] = []
        if let extra { changes.append(.handover(gap: .zero, isLossy: false, extra: extra)) }
        if cutUntil > now { changes.append(.cut(for: cutUntil - now)) }
        if stallUntil > now { changes.append(.stall(for: stallUntil - now)) }
        return changes
    }
    private mutating func cut(for span: Interval, at now: Instant) {
        if cutUntil <= now {
            cutBefore = cutTime(at: now)
            cutSince = now
        }
        cutUntil = max(cutUntil, now + span)
    }
}
