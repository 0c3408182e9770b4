import Randomness
import Timekeeping

/// The way back of acknowledgements: the link's other direction as they meet it.
///
/// It has that direction's spells, at the same moments, and draws of its own. Its bytes are so few
/// that they wait for nobody, but for a trace's opportunity as all do.
struct ReturnPath: Sendable {
    private var state: DirectionState
    private var leaving = DueQueue<StreamAcknowledgement>()
    private var flying = DueQueue<StreamAcknowledgement>()
    private var latestDue = Instant.origin

    init(_ conditions: DirectionConditions, _ seed: Seed, _ flow: LinkFlow, from start: Instant) {
        // Flows have numbers below 2^32; theirs are few enough for a bit to be free.
        let own = LinkFlow(number: flow.number ^ 1 << 31, changes: flow.changes)
        state = DirectionState(conditions, seed, own, from: start)
    }

    var usualDelay: Interval { state.conditions.usualDelay }
    /// When the next thing happens on the way.
    var next: Instant { min(leaving.next ?? .distantFuture, flying.next ?? .distantFuture) }

    /// Sends one at `now`.
    mutating func send(_ acknowledgement: StreamAcknowledgement, at now: Instant) {
        leaving.insert(acknowledgement, due: state.finish(StreamSegment.headerBytes, from: now))
    }
    /// What comes at `now`, or nil if nothing does yet or it is lost.
    mutating func advance(at now: Instant) -> StreamAcknowledgement? {
        guard let due = leaving.next, due <= now else { return arrive(at: now) }
        if let end = state.stallEnd(at: now) {
            leaving.postponeFirst(to: end)
        } else if let acknowledgement = leaving.popFirst() {
            let (isCut, isLost) = (state.isCut(at: now), state.loses(at: now))
            let due = max(now + state.transit(at: now), latestDue)
            guard !isCut, !isLost else { return nil }
            latestDue = due
            flying.insert(acknowledgement, due: due)
        }
        return nil
    }
    /// Takes a change at `now`.
    mutating func apply(_ change: LinkChange, at now: Instant) {
        state.apply(change, at: now)
        guard change == .heal else { return }
        leaving.resume(at: now)
        flying.resume(at: now)
    }
    mutating func removeAll() {
        leaving.removeAll()
        flying.removeAll()
    }

    private mutating func arrive(at now: Instant) -> StreamAcknowledgement? {
        if let end = state.stallEnd(at: now) {
            flying.postponeFirst(to: end)
            return nil
        }
        guard let acknowledgement = flying.popFirst(), !state.isCut(at: now) else { return nil }
        return acknowledgement
    }
}
