public import Randomness
public import SansIO
public import Timekeeping

/// One direction of a link that carries packets: each is dropped with a cause or delivered.
///
///     offer -> [queue, bytes bounded] -> rate -> loss -> delay and jitter -> delivered
///                 |                        |        |          |
///                 queueFull, controlledDelay       loss, cut   cut
///
/// What is lost took its share of the rate: it is lost on the air. Packets keep their order unless
/// the conditions reorder them. A shell that wakes it late gets the same fates, late.
public struct PacketLink: StateMachine, Sendable {
    struct Packet: Sendable {
        let id: UInt64
        let bytes: Int
        let offeredAt: Instant
    }
    struct Flying: Sendable {
        let packet: Packet
        let wrongBit: Int?
        let isCopy: Bool
    }

    /// What became of the packets so far.
    public private(set) var counts = PacketCounts()
    /// Bytes that wait, the packet that is just leaving included.
    public private(set) var queuedBytes = 0
    private var state: DirectionState
    private var random: RandomStream
    private var queue = Ring<Packet>()
    // `planned` is when it leaves if no stall holds it.
    private var leaving: (packet: Packet, planned: Instant, at: Instant)?
    private var flying = DueQueue<Flying>()
    private var codel: ControlledDelay?
    private var latestDue = Instant.origin
    private var outputs = Ring<PacketLinkOutput>()

    /// A link that begins at `start`; one seed, one sequence of fates.
    public init(_ conditions: DirectionConditions, seed: Seed, start: Instant) {
        self.init(conditions, seed: seed, flow: .only, start: start)
    }
    /// One `flow` of several over the same link, as `StreamLink`'s are: what time does to the link
    /// comes to all at the same moments, chance is each flow's own, and so is the rate.
    public init(_ conditions: DirectionConditions, seed: Seed, flow: LinkFlow, start: Instant) {
        state = DirectionState(conditions, seed, flow, from: start)
        random = seed.stream("packets", flow.number)
        codel = Self.codel(conditions)
    }

    /// What the link does now.
    public var conditions: DirectionConditions { state.conditions }
    /// Packets that wait or are on their way, copies included.
    public var heldCount: Int { queue.count + (leaving == nil ? 0 : 1) + flying.count }
    /// When the next packet leaves or comes.
    public var wakeup: Instant? {
        guard let leaving else { return flying.next }
        return min(leaving.at, flying.next ?? .distantFuture)
    }
    /// The next fate, or nil once all were taken.
    public mutating func nextOutput() -> PacketLinkOutput? { outputs.popFirst() }
    /// Takes one input.
    public mutating func handle(_ input: PacketLinkInput, at now: Instant) {
        advance(to: now)
        switch input {
        case .wake: break
        case .offer(let id, let bytes): take(Packet(id: id, bytes: bytes, offeredAt: now))
        case .change(let change):
            state.apply(change, at: now)
            adapt(to: change, at: now)
        }
        advance(to: now)
    }

    private mutating func adapt(to change: LinkChange, at now: Instant) {
        switch change {
        case .conditions(let conditions):
            codel = Self.codel(conditions)
            // What is just leaving begins again, at the new rate.
            if let packet = leaving?.packet { leave(packet, from: now) }
        case .heal:
            flying.resume(at: now)
            if let (packet, planned, at) = leaving {
                leaving = (packet, planned, min(at, max(planned, now)))
            }
        case .cut, .stall, .handover: break
        }
    }
    private static func codel(_ conditions: DirectionConditions) -> ControlledDelay? {
        guard case .controlledDelay(let target, let interval) = conditions.queue.discipline else {
            return nil
        }
        return ControlledDelay(target: target, interval: interval)
    }
}

// MARK: From offer to delivery

extension PacketLink {
    private mutating func advance(to now: Instant) {
        var steps = 0
        while let next = wakeup, next <= now {
            precondition(steps < Limits.stepsPerInput, "a link goes on for ever at one moment")
            steps += 1
            if let leaving, leaving.at == next {
                depart(leaving.packet, leaving.planned, at: next)
            } else {
                arrive(at: next)
            }
        }
    }
    private mutating func take(_ packet: Packet) {
        counts.offered += 1
        guard (1...Limits.packetBytes).contains(packet.bytes) else {
            return drop(packet, .size)
        }
        let fits = queuedBytes + packet.bytes <= conditions.queue.byteLimit || queuedBytes == 0
        guard fits, heldCount < Limits.packets else { return drop(packet, .queueFull) }
        queuedBytes += packet.bytes
        queue.append(packet)
        if leaving == nil { leaveNext(at: packet.offeredAt) }
    }
    private mutating func leaveNext(at now: Instant) {
        leaving = nil
        while let packet = queue.popFirst() {
            let drops = codel?.drops(
                sojourn: now - packet.offeredAt, backlog: queuedBytes - packet.bytes, at: now)
            guard drops == true else { return leave(packet, from: now) }
            queuedBytes -= packet.bytes
            drop(packet, .controlledDelay)
        }
    }
    private mutating func leave(_ packet: Packet, from now: Instant) {
        let at = state.finish(packet.bytes, from: now)
        leaving = (packet, at, at)
    }
    private mutating func depart(_ packet: Packet, _ planned: Instant, at now: Instant) {
        if let end = state.stallEnd(at: now) {
            leaving = (packet, planned, end)
            return
        }
        queuedBytes -= packet.bytes
        let (isCut, isLost) = (state.isCut(at: now), state.loses(at: now))
        let transit = state.transit(at: now)
        if isCut || isLost {
            drop(packet, isCut ? .cut : .loss)
        } else {
            send(packet, due: now + transit)
        }
        leaveNext(at: now)
    }
    private mutating func send(_ packet: Packet, due: Instant) {
        // Four draws for each packet, so that no impairment shifts another's.
        let draws = (random.unit(), random.unit(), random.unit(), random.unit())
        let isCorrupted = draws.0 < conditions.corruption
        let bit = isCorrupted ? Int(draws.1 * Double(packet.bytes * 8)) : nil
        var due = max(due, latestDue)
        if let reordering = conditions.reordering, draws.2 < reordering.share {
            counts.reordered += 1
            due = due + reordering.lateness
        } else {
            latestDue = due
        }
        if isCorrupted { counts.corrupted += 1 }
        flying.insert(Flying(packet: packet, wrongBit: bit, isCopy: false), due: due)
        guard draws.3 < conditions.duplication, heldCount < Limits.packets else { return }
        counts.copies += 1
        outputs.append(.copied(id: packet.id))
        flying.insert(Flying(packet: packet, wrongBit: bit, isCopy: true), due: due)
    }
    private mutating func arrive(at now: Instant) {
        if let end = state.stallEnd(at: now) { return flying.postponeFirst(to: end) }
        guard let flight = flying.popFirst() else { return }
        guard !state.isCut(at: now) else { return drop(flight.packet, .cut) }
        counts.delivered += 1
        counts.deliveredBytes += UInt64(flight.packet.bytes)
        outputs.append(
            .delivered(
                id: flight.packet.id, at: now, wrongBit: flight.wrongBit, isCopy: flight.isCopy))
    }
    private mutating func drop(_ packet: Packet, _ cause: DropCause) {
        counts.drop(cause)
        outputs.append(.dropped(id: packet.id, cause: cause))
    }
}
