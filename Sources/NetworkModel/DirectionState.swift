import Randomness
import Timekeeping

/// One direction of a link as it is now: what both ways of using it share.
///
/// Each impairment draws from a stream of its own, so that one that is switched on changes no draw
/// of another. Time goes on and never back.
struct DirectionState {
    private(set) var conditions: DirectionConditions
    private let seed: Seed
    private let flow: UInt64
    // Conditions set so far: each begins its own streams.
    private var index: UInt64
    private var jitter: JitterProcess?
    private var loss: LossProcess
    private var outages: SpellProcess?
    private var stalls: SpellProcess?
    private var handovers: SpellProcess?
    private var server: RateServer
    private var cutUntil = Instant.origin
    private var stallUntil = Instant.origin
    // The delay of the last hand-over that was ordered, and how many of the conditions' own came
    // before it.
    private var ordered: (extra: Interval, after: UInt64)?

    init(_ conditions: DirectionConditions, _ seed: Seed, _ flow: LinkFlow, from start: Instant) {
        self.conditions = conditions
        self.seed = seed
        self.flow = flow.number
        index = flow.changes
        loss = LossProcess(conditions.loss, seed, index, flow: flow.number, from: start)
        server = RateServer(conditions.rate, from: start)
        begin(conditions, at: start)
    }

    /// Takes a change at `now`.
    mutating func apply(_ change: LinkChange, at now: Instant) {
        switch change {
        case .conditions(let conditions):
            index += 1
            begin(conditions, at: now)
        case .cut(let span): cutUntil = max(cutUntil, now + span)
        case .stall(let span): stallUntil = max(stallUntil, now + span)
        case .handover(let gap, let isLossy, let extra):
            if isLossy {
                cutUntil = max(cutUntil, now + gap)
            } else {
                stallUntil = max(stallUntil, now + gap)
            }
            handovers?.advance(to: now)
            ordered = (extra, handovers?.badCount ?? 0)
        case .heal:
            cutUntil = now
            stallUntil = now
            ordered = nil
        }
    }
    /// Whether what leaves or comes at `now` is lost whatever chance says.
    mutating func isCut(at now: Instant) -> Bool {
        outages?.advance(to: now)
        handovers?.advance(to: now)
        let isChanging = handovers?.isBad == true && conditions.handovers?.isLossy == true
        return now < cutUntil || outages?.isBad == true || isChanging
    }
    /// When what cannot leave or come at `now` goes on, or nil if nothing holds it.
    mutating func stallEnd(at now: Instant) -> Instant? {
        stalls?.advance(to: now)
        handovers?.advance(to: now)
        var end = stallUntil
        if let stalls, stalls.isBad { end = max(end, stalls.end) }
        if let handovers, handovers.isBad, conditions.handovers?.isLossy == false {
            end = max(end, handovers.end)
        }
        return end > now ? end : nil
    }
    /// Whether chance loses what leaves at `now`.
    mutating func loses(at now: Instant) -> Bool { loss.takes(at: now) }
    /// How long what leaves at `now` is on its way.
    mutating func transit(at now: Instant) -> Interval {
        conditions.delay + handoverExtra(at: now) + (jitter?.extra(at: now) ?? .zero)
    }
    /// When `bytes` that begin to leave at `now` have left.
    mutating func finish(_ bytes: Int, from now: Instant) -> Instant {
        server.finish(bytes, from: now)
    }

    private mutating func begin(_ conditions: DirectionConditions, at now: Instant) {
        self.conditions = conditions
        jitter = conditions.jitter.map {
            JitterProcess($0, seed.stream("jitter", index ^ flow << 32), from: now)
        }
        loss = LossProcess(conditions.loss, seed, index, flow: flow, from: now)
        outages = conditions.outages.map {
            SpellProcess($0, seed.stream("outages", index), from: now)
        }
        stalls = conditions.stalls.map { SpellProcess($0, seed.stream("stalls", index), from: now) }
        handovers = conditions.handovers.map {
            SpellProcess($0.spells, seed.stream("handovers", index), from: now)
        }
        server = RateServer(conditions.rate, from: now)
        ordered = nil
    }
    private mutating func handoverExtra(at now: Instant) -> Interval {
        handovers?.advance(to: now)
        let count = handovers?.badCount ?? 0
        if let ordered, ordered.after == count { return ordered.extra }
        guard let law = conditions.handovers, count > 0 else { return .zero }
        // By the number of the hand-over, so that it does not matter who asks how often.
        var random = seed.stream("handover delay", index << 32 | count)
        let span = Double(max((law.highExtra - law.lowExtra).nanoseconds, 0))
        return law.lowExtra + .nanoseconds(Int64(span * random.unit()))
    }
}
