import LinkFiles
import NetworkModel
import Randomness
import SansIO
import Timekeeping

/// What a relay decides: which bytes go on when, and who is told what. It holds no byte and knows
/// no socket and no clock.
struct RelayCore: StateMachine {
    private var link: RelayedLink
    private var timeline: LinkTimeline
    private var admission = RelayOrder.Admission.open
    private var connections: [UInt64: RelayConnection] = [:]
    private var alarms = AlarmQueue()
    private var effects = RelayEffects()
    private let connectionLimit: Int

    /// A relay over the link of `scenario`, which begins at `start`. Connections share what time
    /// does to the link if it `isShared`, else each has a link of its own.
    init(_ scenario: LinkScenario, isShared: Bool, connectionLimit: Int, start: Instant) {
        link = RelayedLink(
            scenario.profile, seed: scenario.seed, isShared: isShared, start: start)
        timeline = LinkTimeline(scenario, start: start)
        self.connectionLimit = min(connectionLimit, Limits.connections)
    }

    /// When the next thing happens.
    var wakeup: Instant? {
        let next = min(alarms.next ?? .distantFuture, timeline.wakeup ?? .distantFuture)
        return next == .distantFuture ? nil : next
    }
    /// Whether bytes wait for the link's rate in this direction, and so in its queue.
    func hasRate(_ direction: LinkDirection) -> Bool {
        link.conditions[direction].rate != .unlimited
    }
    /// How many bytes may be read from an end now.
    func room(_ id: UInt64, _ side: RelaySide) -> Int { ask(id) { $0.room(side) } ?? 0 }
    /// Whether an end that nothing is read from is to be watched for its going away.
    func isWatched(_ id: UInt64, _ side: RelaySide) -> Bool {
        ask(id) { $0.isWatched(side) } ?? false
    }
    /// Whether what is read from an end is thrown away.
    func isDiscarding(_ id: UInt64, _ side: RelaySide) -> Bool {
        ask(id) { $0.isDiscarding(side) } ?? true
    }
    /// What was done until `now`.
    func counts(at now: Instant) -> RelayCounts {
        var counts = effects.counts
        counts.open = connections.count
        for connection in connections.values { counts.segmentsLost += connection.segmentsLost }
        counts.cutUp = link.cutTime(.up, at: now)
        counts.cutDown = link.cutTime(.down, at: now)
        return counts
    }
    /// The next thing to do, or nil once everything was taken.
    mutating func nextOutput() -> RelayOutput? { effects.popFirst() }
    /// Takes one input.
    mutating func handle(_ input: RelayInput, at now: Instant) {
        while let event = timeline.popDue(at: now) { take(.event(event.kind), at: now) }
        switch input {
        case .accepted(let id): accept(id, at: now)
        case .connected(let id): change(id, at: now) { $0.connected(at: now, &$1) }
        case .refused(let id): change(id, at: now) { $0.refused(at: now, &$1) }
        case .read(let id, let side, let bytes):
            change(id, at: now) { $0.read(side, bytes, at: now, &$1) }
        case .wrote(let id, let side, let bytes):
            change(id, at: now) { $0.wrote(side, bytes, &$1) }
        case .ended(let id, let side): change(id, at: now) { $0.ended(side, at: now) }
        case .failed(let id, let side): change(id, at: now) { $0.failed(side, at: now, &$1) }
        case .order(let order): take(order, at: now)
        case .wake: break
        }
        while let id = alarms.popDue(at: now) { change(id, at: now) { $0.wake(at: now) } }
    }

    /// Asks a connection where it lies: a copy of one costs more than most answers.
    private func ask<Answer>(
        _ id: UInt64, _ question: (borrowing RelayConnection) -> Answer
    ) -> Answer? {
        guard let place = connections.index(forKey: id) else { return nil }
        return question(connections.values[place])
    }
    private mutating func accept(_ id: UInt64, at now: Instant) {
        effects.counts.connections += 1
        let isFull = connections.count >= connectionLimit
        guard admission != .refuse, !isFull else {
            if isFull {
                effects.counts.refusedByLimit += 1
            } else {
                effects.counts.refusedByOrder += 1
            }
            effects.append(.reset(id, .near))
            effects.append(.forget(id))
            return
        }
        connections[id] = RelayConnection(
            id, up: link.pipe(.up, of: id, at: now), down: link.pipe(.down, of: id, at: now))
        if admission == .open { change(id, at: now) { $0.begin(at: now) } }
    }
    private mutating func take(_ order: RelayOrder, at now: Instant) {
        switch order {
        case .event(.profile(let profile)):
            link.change(to: profile, at: now)
            changeAll(at: now) { $0.adopt(profile.conditions, at: now) }
        case .event(.change(let change, let directions)):
            for direction in directions {
                link.apply(change, direction, at: now)
                changeAll(at: now) { $0.change(change, direction, at: now) }
            }
        case .event(.connection(.reset)): changeAll(at: now) { $0.reset(&$1) }
        case .event(.connection(.blackhole(let span))):
            changeAll(at: now) { connection in
                connection.change(.cut(for: span), .up, at: now)
                connection.change(.cut(for: span), .down, at: now)
            }
        case .event(.connection(.halfOpen)): changeAll(at: now) { $0.halve(&$1) }
        case .close: changeAll(at: now) { $0.close(at: now, &$1) }
        case .admission(let admission):
            self.admission = admission
            if admission == .open { changeAll(at: now) { $0.begin(at: now) } }
        }
    }

    private mutating func changeAll(
        at now: Instant, _ body: (inout RelayConnection, inout RelayEffects) -> Void
    ) {
        // In the order they came, so that one seed is one result.
        for id in connections.keys.sorted() { change(id, at: now, body) }
    }
    private mutating func changeAll(
        at now: Instant, _ body: (inout RelayConnection) -> Void
    ) {
        changeAll(at: now) { connection, _ in body(&connection) }
    }
    private mutating func change(
        _ id: UInt64, at now: Instant, _ body: (inout RelayConnection) -> Void
    ) {
        change(id, at: now) { connection, _ in body(&connection) }
    }
    private mutating func change(
        _ id: UInt64, at now: Instant,
        _ body: (inout RelayConnection, inout RelayEffects) -> Void
    ) {
        guard let place = connections.index(forKey: id) else { return }
        body(&connections.values[place], &effects)
        connections.values[place].settle(at: now, &effects)
        guard connections.values[place].isOver else {
            alarms.set(id, at: connections.values[place].wakeup)
            return
        }
        let connection = connections.remove(at: place).value
        effects.counts.bytesDiscarded += UInt64(connection.heldBytes)
        effects.counts.segmentsLost += connection.segmentsLost
        alarms.set(id, at: nil)
        effects.append(.forget(id))
    }
}
