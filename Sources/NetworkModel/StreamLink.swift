public import Randomness
public import SansIO
public import Timekeeping

/// One direction of a TCP stream over a link, "TCP-lite": nothing is ever missing or out of order,
/// so loss, outages and back-off become lateness.
///
///     offer -> [send buffer] -> rate -> segment lost? -> delay, jitter -> in order -> delivered
///                   ^                        |
///                   +--- retransmission <----+ when the sender would know
///
/// A segment of a message is, by where it is:
///
///     waiting -> flying -> arrived -> released
///        ^         |
///        +- lost <-+
///
/// Not modelled: the congestion window (slow start, pacing), lost acknowledgements, retransmissions
/// that were not necessary, and the receiver's window.
public struct StreamLink: StateMachine, Sendable {
    /// What became of bytes and segments so far.
    public internal(set) var counts = StreamCounts()
    /// Bytes that wait to leave for the first time.
    public internal(set) var waitingBytes = 0
    /// Bytes taken and not yet released.
    public internal(set) var heldBytes = 0
    var state: DirectionState
    var returnDelay: Interval
    // Segments that left or are leaving, by sequence from `base` on; behind them the rest.
    var window = Ring<StreamSegment>()
    var base: UInt64 = 0
    var waiting = Ring<StreamSegment>()
    // Sequences to be sent again.
    var resend = Ring<UInt64>()
    // `planned` is when it leaves if no stall holds it.
    var leaving: (sequence: UInt64, planned: Instant, at: Instant)?
    var arrivals = DueQueue<UInt64>()
    var lostCount = 0
    // The earliest recovery of a lost segment.
    var nextRecovery = Instant.distantFuture
    // New segments leave no earlier: never while the sender has backed off.
    var heldUntil = Instant.origin
    var latestDue = Instant.origin
    var heldMessages = 0
    private var refusedBytes: Int?
    private var outputs = Ring<StreamLinkOutput>()

    /// A stream that begins at `start`, with a connection already open; an acknowledgement takes
    /// `returnDelay` back. One seed, one sequence of deliveries.
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
        state = DirectionState(conditions, seed, flow, from: start)
        self.returnDelay = returnDelay
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
    /// When the next thing happens.
    public var wakeup: Instant? {
        var next = min(leaving?.at ?? .distantFuture, arrivals.next ?? .distantFuture)
        next = min(next, nextRecovery)
        if leaving == nil, !waiting.isEmpty { next = min(next, heldUntil) }
        return next == .distantFuture ? nil : next
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
        case .returnDelay(let delay): returnDelay = delay
        case .reset: discard()
        }
        advance(to: now)
        if let bytes = refusedBytes, accepts(bytes) {
            refusedBytes = nil
            outputs.append(.writable)
        }
    }

    mutating func append(_ output: StreamLinkOutput) { outputs.append(output) }

    private mutating func advance(to now: Instant) {
        var steps = 0
        while let next = wakeup, next <= now {
            precondition(steps < Limits.stepsPerInput, "a stream goes on for ever at one moment")
            steps += 1
            if let leaving, leaving.at == next {
                depart(leaving.sequence, leaving.planned, at: next)
            } else if arrivals.next == next {
                arrive(at: next)
            } else if nextRecovery == next {
                recover(at: next)
            } else {
                leaveNext(at: next)
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
    private mutating func adapt(to change: LinkChange, at now: Instant) {
        switch change {
        case .conditions:
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
        base += UInt64(window.count)
        window.removeAll()
        waiting.removeAll()
        resend.removeAll()
        arrivals.removeAll()
        leaving = nil
        (heldBytes, waitingBytes, heldMessages, lostCount) = (0, 0, 0, 0)
        nextRecovery = .distantFuture
        heldUntil = .origin
        refusedBytes = nil
    }
}
