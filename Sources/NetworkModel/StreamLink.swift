public import Randomness
public import SansIO
public import Timekeeping

/// One direction of a TCP stream over a link, "TCP-lite": nothing is ever missing or out of order,
/// so loss, outages and back-off become lateness.
///
///     offer -> [send buffer] -> rate, loss, delay, jitter -> [in order] -> delivered
///                   ^                                            |
///                   +-- sent again <- the sender learns <- acknowledgement, over the way back
///
/// The sender knows what acknowledgements told it and nothing else. As long as nothing is held,
/// what is still on its way back can deliver nothing, and no wake is asked for.
///
/// Not modelled: the congestion window (slow start, pacing), but after a back-off, and the
/// receiver's window.
public struct StreamLink: StateMachine, Sendable {
    /// What became of bytes and segments so far.
    public internal(set) var counts = StreamCounts()
    /// Bytes that wait to leave for the first time.
    public internal(set) var waitingBytes = 0
    /// Bytes taken and not yet released.
    public internal(set) var heldBytes = 0
    var state: DirectionState
    var back: ReturnPath
    // Segments that left or are leaving and are not acknowledged, by sequence from `base` on;
    // behind them the rest.
    var window = Ring<StreamSegment>()
    var base: UInt64 = 0
    var waiting = Ring<StreamSegment>()
    // Sequences that were lost, to be sent again.
    var resend = Ring<UInt64>()
    // `planned` is when it leaves if no stall holds it.
    var leaving: (sequence: UInt64, planned: Instant, at: Instant)?
    var arrivals = DueQueue<UInt64>()
    var latestDue = Instant.origin
    var heldMessages = 0
    // The receiver: the first sequence that is missing, how many are there beyond it, what was not
    // yet acknowledged, and when it will be at the latest.
    var received: UInt64 = 0
    var beyondGap = 0
    var owedBytes = 0
    var fullBytes = StreamLink.leastFullBytes
    var acknowledgeAt = Instant.distantFuture
    // The sender: segments known to be there beyond a gap; RACK's latest; what it waits for; what
    // had left when a tail probe was sent.
    var roundTrip: RoundTripEstimate
    var thereBeyond = 0
    var latest = (roundTrip: Interval.zero, leftAt: Instant.origin, sequence: UInt64(0))
    var timer = StreamTimer.off
    var probeEnd: UInt64?
    // What had left when a loss was noticed: until that is there it recovers. After a back-off only
    // `allowance` segments are out at once.
    var recoveryEnd: UInt64?
    var allowance: Int?
    var backOffs = 0
    private var time = Instant.origin
    private var refusedBytes: Int?
    private var outputs = Ring<StreamLinkOutput>()

    /// A stream that begins at `start`, with a connection already open; an acknowledgement takes
    /// `returnDelay` back, and none is lost. One seed, one sequence of deliveries.
    public init(
        _ conditions: DirectionConditions, returnDelay: Interval, seed: Seed, start: Instant
    ) {
        self.init(conditions, returnDelay: returnDelay, seed: seed, flow: .only, start: start)
    }
    /// One `flow` of several over the same link, which has had these `conditions` since `start`:
    /// outages, stalls, hand-overs, bad spells and the opportunities of a trace come to all flows
    /// at the same moments; what chance does to a packet is each flow's own. The rate is not
    /// shared: each flow has all of it.
    public init(
        _ conditions: DirectionConditions, returnDelay: Interval, seed: Seed, flow: LinkFlow,
        start: Instant
    ) {
        self.init(
            conditions, seed: seed, flow: flow, start: start,
            back: ReturnPath(DirectionConditions(delay: returnDelay), seed, flow, from: start))
    }
    /// The same, whose acknowledgements meet the link's other direction: its conditions are those
    /// `back`, its seed `backSeed`, and its outages those of a stream in that direction.
    public init(
        _ conditions: DirectionConditions, back: DirectionConditions, seed: Seed, backSeed: Seed,
        start: Instant
    ) {
        self.init(
            conditions, seed: seed, flow: .only, start: start,
            back: ReturnPath(back, backSeed, .only, from: start))
    }
    init(
        _ conditions: DirectionConditions, seed: Seed, flow: LinkFlow, start: Instant,
        back: ReturnPath
    ) {
        state = DirectionState(conditions, seed, flow, from: start)
        self.back = back
        roundTrip = RoundTripEstimate(guess: conditions.usualDelay + back.usualDelay)
    }

    /// What the link does now.
    public var conditions: DirectionConditions { state.conditions }
    /// Whether a message of so many bytes would be taken.
    public func accepts(_ bytes: Int) -> Bool {
        guard (1...Limits.messageBytes).contains(bytes) else { return false }
        let fits = waitingBytes + bytes <= conditions.queue.byteLimit || waitingBytes == 0
        return fits && heldBytes + bytes <= Limits.streamWindowBytes
            && heldMessages < Limits.streamMessages
    }
    /// When something next happens that may deliver something.
    public var wakeup: Instant? {
        let next = nextEvent
        return heldBytes == 0 || next == .distantFuture ? nil : next
    }
    /// The next delivery, or nil once all were taken.
    public mutating func nextOutput() -> StreamLinkOutput? { outputs.popFirst() }
    /// Takes one input.
    public mutating func handle(_ input: StreamLinkInput, at now: Instant) {
        advance(to: now)
        switch input {
        case .wake: break
        case .offer(let id, let bytes): take(id, bytes, at: now)
        case .change(let change):
            state.apply(change, at: now)
            adapt(to: change, at: now)
        case .reply: if window.count > 0 { acknowledge(at: now) }
        case .returnDelay(let delay):
            turn(.conditions(DirectionConditions(delay: delay)), at: now)
        case .back(let change): turn(change, at: now)
        case .reset: discard()
        }
        advance(to: now)
        if let bytes = refusedBytes, accepts(bytes) {
            refusedBytes = nil
            outputs.append(.writable)
        }
    }

    /// The sequence of the next that leaves for the first time.
    var sentEnd: UInt64 { base + UInt64(window.count) }

    mutating func append(_ output: StreamLinkOutput) { outputs.append(output) }

    private var nextEvent: Instant {
        let way = min(leaving?.at ?? .distantFuture, arrivals.next ?? .distantFuture)
        return min(min(way, back.next), min(acknowledgeAt, timer.at))
    }
    private mutating func advance(to now: Instant) {
        var steps = 0
        while true {
            let next = nextEvent
            guard next <= now, next < .distantFuture else { return }
            // A timer that is set anew may have been due before.
            time = max(time, next)
            precondition(steps < Limits.stepsPerInput, "a stream goes on for ever at one moment")
            steps += 1
            // News before the want of news.
            if let leaving, leaving.at == next {
                depart(leaving.sequence, leaving.planned, at: time)
            } else if arrivals.next == next {
                arrive(at: time)
            } else if back.next == next {
                if let news = back.advance(at: time) { learn(news, at: time) }
            } else if acknowledgeAt == next {
                acknowledge(at: time)
            } else {
                passTime(at: time)
            }
        }
    }
    private mutating func take(_ id: UInt64, _ bytes: Int, at now: Instant) {
        guard accepts(bytes) else {
            counts.refused += 1
            outputs.append(.refused(id: id, bytes: bytes))
            // No waiting makes room for a message that is none.
            if (1...Limits.messageBytes).contains(bytes) { refusedBytes = bytes }
            return
        }
        counts.offered += 1
        counts.offeredBytes += UInt64(bytes)
        heldMessages += 1
        heldBytes += bytes
        waitingBytes += bytes
        var rest = bytes
        while rest > 0 {
            let part = min(rest, StreamSegment.payloadBytes)
            rest -= part
            waiting.append(StreamSegment(id: id, bytes: part, isLast: rest == 0))
        }
        leaveNext(at: now)
    }
    private mutating func turn(_ change: LinkChange, at now: Instant) {
        back.apply(change, at: now)
        roundTrip.guess(conditions.usualDelay + back.usualDelay)
    }
    private mutating func adapt(to change: LinkChange, at now: Instant) {
        switch change {
        case .conditions:
            roundTrip.guess(conditions.usualDelay + back.usualDelay)
            // What is just leaving begins again, at the new rate.
            if let leaving { leave(leaving.sequence, from: now) }
        case .heal:
            arrivals.resume(at: now)
            if let (sequence, planned, at) = leaving {
                leaving = (sequence, planned, min(at, max(planned, now)))
            }
        case .cut, .stall, .handover: break
        }
    }
    private mutating func discard() {
        counts.discardedBytes += UInt64(heldBytes)
        base = sentEnd
        received = base
        window.removeAll()
        waiting.removeAll()
        resend.removeAll()
        arrivals.removeAll()
        back.removeAll()
        leaving = nil
        (heldBytes, waitingBytes, heldMessages) = (0, 0, 0)
        (beyondGap, owedBytes, thereBeyond, backOffs) = (0, 0, 0, 0)
        acknowledgeAt = .distantFuture
        timer = .off
        (probeEnd, recoveryEnd, allowance, refusedBytes) = (nil, nil, nil, nil)
        roundTrip = RoundTripEstimate(guess: conditions.usualDelay + back.usualDelay)
    }
}
