import LinkFiles
import NetworkModel
import Timekeeping

/// One relayed connection: two directions over the link, and who is still there.
///
///     unanswered -> opening -> connecting -> standing -> (over)
///                      |            |            |
///                      +------------+---------> closing -> (over)
///
/// Its beginning goes over the link as any packet does: the target is connected to once the way up
/// has carried it, and the one who connected may speak once the way down has.
struct RelayConnection {
    enum Stage: Hashable {
        /// It was taken and nothing more: connections are met with silence.
        case unanswered
        /// Its beginning is on its way up.
        case opening
        /// The target is being connected to.
        case connecting
        /// Both ends are there, or were.
        case standing
        /// Both ends were told that it is over, and may say what they still have to.
        case closing
    }
    private struct Ends {
        var near = false
        var far = false
        var both: Bool { near && far }
        subscript(side: RelaySide) -> Bool {
            get { side == .near ? near : far }
            set { if side == .near { near = newValue } else { far = newValue } }
        }
    }
    let id: UInt64
    private(set) var stage = Stage.unanswered
    private var up: RelayPipe
    private var down: RelayPipe
    // Whose socket is closed, who was told that nothing more comes, and who has nothing to say.
    private var gone = Ends()
    private var finished = Ends()
    private var ended = Ends()
    private var isHalfOpen = false
    private var deadline: Instant?
    /// There is nothing left to relay.
    private(set) var isOver = false

    init(_ id: UInt64, up: RelayPipe, down: RelayPipe) {
        self.id = id
        self.up = up
        self.down = down
    }

    /// When the next thing happens.
    var wakeup: Instant? {
        let next = min(up.wakeup ?? .distantFuture, down.wakeup ?? .distantFuture)
        let earliest = min(next, deadline ?? .distantFuture)
        return earliest == .distantFuture ? nil : earliest
    }
    /// How many bytes may be read from an end now.
    func room(_ side: RelaySide) -> Int {
        if gone[side] { return 0 }
        return side == .near ? up.room : down.room
    }
    /// What is read from an end is thrown away.
    func isDiscarding(_ side: RelaySide) -> Bool {
        side == .near ? up.isDiscarding : down.isDiscarding
    }
    /// An end that nothing is read from is watched for its going away.
    func isWatched(_ side: RelaySide) -> Bool { isHalfOpen && side == .far }
    /// Bytes that go if the connection does now.
    var heldBytes: Int {
        up.link.heldBytes + up.unread + down.link.heldBytes + down.unread
    }
    /// Segments that were lost so far.
    var segmentsLost: UInt64 {
        [up, down].reduce(0) { $0 + $1.link.counts.lost + $1.link.counts.cut }
    }

    private mutating func change(_ side: RelaySide, _ body: (inout RelayPipe) -> Void) {
        if side == .near { body(&up) } else { body(&down) }
    }
}

// What happens to it.
extension RelayConnection {
    /// Begins to be relayed.
    mutating func begin(at now: Instant) {
        guard stage == .unanswered else { return }
        stage = .opening
        up.send(.opening, at: now)
    }
    mutating func connected(at now: Instant, _ effects: inout RelayEffects) {
        guard stage == .connecting, !gone.far else { return }
        down.isOpen = true
        down.send(.opening, at: now)
        effects.append(.readable(id, .far))
    }
    mutating func refused(at now: Instant, _ effects: inout RelayEffects) {
        guard stage == .connecting, !gone.far else { return }
        effects.counts.refusedByTarget += 1
        gone.far = true
        effects.counts.bytesDiscarded += UInt64(up.abandon())
        down.send(.reset, at: now)
    }
    mutating func read(
        _ side: RelaySide, _ bytes: Int, at now: Instant, _ effects: inout RelayEffects
    ) {
        guard !isDiscarding(side) else {
            effects.counts.bytesDiscarded += UInt64(bytes)
            return
        }
        effects.counts.chunks += 1
        change(side) { pipe in
            if !pipe.take(bytes, at: now) { effects.counts.chunksDelayed += 1 }
        }
        change(side.other) { $0.handle(.reply, at: now) }
    }
    mutating func wrote(_ side: RelaySide, _ bytes: Int, _ effects: inout RelayEffects) {
        switch side {
        case .near: effects.counts.bytesDown += UInt64(bytes)
        case .far: effects.counts.bytesUp += UInt64(bytes)
        }
        change(side.other) { $0.wrote(bytes) }
    }
    mutating func ended(_ side: RelaySide, at now: Instant) {
        ended[side] = true
        if stage == .closing {
            isOver = ended.both
        } else if isHalfOpen {
            isOver = true
        } else {
            change(side) { $0.send(.end, at: now) }
        }
        if ended.both, deadline == nil { deadline = now + Limits.farewell }
    }
    mutating func failed(_ side: RelaySide, at now: Instant, _ effects: inout RelayEffects) {
        guard !gone[side] else { return }
        gone[side] = true
        guard stage != .closing, !isHalfOpen else {
            isOver = true
            return
        }
        effects.counts.broken += 1
        change(side.other) { effects.counts.bytesDiscarded += UInt64($0.abandon()) }
        change(side) { $0.send(.reset, at: now) }
    }
    mutating func change(_ change: LinkChange, _ direction: LinkDirection, at now: Instant) {
        switch direction {
        case .up:
            up.handle(.change(change), at: now)
            down.handle(.back(change), at: now)
        case .down:
            down.handle(.change(change), at: now)
            up.handle(.back(change), at: now)
        }
    }
    mutating func adopt(_ conditions: LinkConditions, at now: Instant) {
        change(.conditions(conditions.up), .up, at: now)
        change(.conditions(conditions.down), .down, at: now)
    }
    /// Both ends are told at once that it is gone.
    mutating func reset(_ effects: inout RelayEffects) {
        effects.counts.resets += 1
        for side in RelaySide.allCases where !gone[side] { effects.append(.reset(id, side)) }
        isOver = true
    }
    /// The near end is gone, and the far end is not told.
    mutating func halve(_ effects: inout RelayEffects) {
        guard stage == .standing, !gone.both, !isHalfOpen else { return reset(&effects) }
        isHalfOpen = true
        if !gone.near { effects.append(.reset(id, .near)) }
        gone.near = true
        effects.counts.bytesDiscarded += UInt64(down.abandon())
        down.isDiscarding = false
        down.isOpen = false
        isOver = gone.far || ended.far
    }
    /// Both ends are told that nothing more comes.
    mutating func close(at now: Instant, _ effects: inout RelayEffects) {
        guard stage == .standing, !gone.near, !gone.far else {
            isOver = true
            return
        }
        stage = .closing
        deadline = now + Limits.closing
        for side in RelaySide.allCases {
            if !finished[side] { effects.append(.finish(id, side)) }
            finished[side] = true
            change(side) { effects.counts.bytesDiscarded += UInt64($0.abandon()) }
            effects.append(.readable(id, side))
        }
        isOver = ended.both
    }
    /// Lets time pass.
    mutating func wake(at now: Instant) {
        up.handle(.wake, at: now)
        down.handle(.wake, at: now)
        if let deadline, deadline <= now { isOver = true }
    }
    /// Carries out what has come over the link.
    mutating func settle(at now: Instant, _ effects: inout RelayEffects) {
        guard !isOver else { return }
        while let arrival = up.next() { arrive(arrival, at: .far, &effects) }
        while let arrival = down.next() { arrive(arrival, at: .near, &effects) }
        for side in RelaySide.allCases {
            let (isReleased, isNewlyHeld) = side == .near ? up.noteRoom() : down.noteRoom()
            if isReleased { effects.append(.readable(id, side)) }
            if isNewlyHeld { effects.counts.waits += 1 }
        }
        let isDone = RelaySide.allCases.allSatisfy { side in
            gone[side] || (finished[side] && (side == .near ? down : up).unread == 0)
        }
        if isDone, stage != .closing, !(isHalfOpen && !gone.far) { isOver = true }
    }

    private mutating func arrive(
        _ arrival: RelayPipe.Arrival, at side: RelaySide, _ effects: inout RelayEffects
    ) {
        switch arrival {
        case .bytes(let count):
            guard !gone[side], stage != .closing else {
                effects.counts.bytesDiscarded += UInt64(count)
                change(side.other) { $0.wrote(count) }
                return
            }
            effects.append(.deliver(id, side, count))
        case .mark(.opening): arriveOpening(at: side, &effects)
        case .mark(.end):
            guard !gone[side], !finished[side] else { return }
            finished[side] = true
            effects.append(.finish(id, side))
        case .mark(.reset):
            guard !gone[side] else { return }
            gone[side] = true
            effects.append(.reset(id, side))
        }
    }
    private mutating func arriveOpening(at side: RelaySide, _ effects: inout RelayEffects) {
        switch (side, stage) {
        case (.far, .opening):
            stage = .connecting
            effects.append(.connect(id))
        case (.near, .connecting):
            stage = .standing
            up.isOpen = !gone.near
            effects.append(.readable(id, .near))
        case (_, .unanswered), (_, .opening), (_, .connecting), (_, .standing), (_, .closing): break
        }
    }
}
