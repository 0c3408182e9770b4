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
        let flow = LinkFlow(number: number, changes: changes)
        return told(
            StreamLink(
                conditions, returnDelay: returnDelay, seed: seed, flow: flow, start: since),
            at: now)
    }
    /// A flow that shares nothing but what was ordered and still holds: its link has its conditions
    /// since `now`.
    public func separateStream(
        returnDelay: Interval, seed: Seed, at now: Instant
    ) -> StreamLink {
        told(StreamLink(conditions, returnDelay: returnDelay, seed: seed, start: now), at: now)
    }

    private func told(_ stream: StreamLink, at now: Instant) -> StreamLink {
        var stream = stream
        if let extra {
            let handover = LinkChange.handover(gap: .zero, isLossy: false, extra: extra)
            stream.handle(.change(handover), at: now)
        }
        if cutUntil > now { stream.handle(.change(.cut(for: cutUntil - now)), at: now) }
        if stallUntil > now { stream.handle(.change(.stall(for: stallUntil - now)), at: now) }
        return stream
    }
    private mutating func cut(for span: Interval, at now: Instant) {
        if cutUntil <= now {
            cutBefore = cutTime(at: now)
            cutSince = now
        }
        cutUntil = max(cutUntil, now + span)
    }
}
