import NetworkModel
import Timekeeping

/// One TCP connection: a direction each way, and who is still there.
struct TransportConnection {
    /// Counts the connections over one link.
    let id: UInt64
    /// The client's number of its socket.
    let socket: UInt64
    var up: TransportPipe
    var down: TransportPipe
    var isNearThere = true
    var isFarThere = false
    /// Since when the coordinator's kernel waits for an acknowledgement, if it does, and when it
    /// asked whether anybody is there.
    private var waitsSince = Instant.origin
    private var probedAt: Instant?
    private var wasReset = false

    init(id: UInt64, socket: UInt64, up: TransportPipe, down: TransportPipe) {
        self.id = id
        self.socket = socket
        self.up = up
        self.down = down
    }

    /// Nobody is there any more, so nobody knows what it still carries.
    var isOver: Bool { !isNearThere && !isFarThere }
    /// Segments that were lost so far.
    var segmentsLost: UInt64 {
        [up.stream.counts, down.stream.counts].reduce(0) { $0 + $1.lost + $1.cut }
    }
    /// When the next thing happens.
    var wakeup: Instant {
        let next = min(up.wakeup ?? .distantFuture, down.wakeup ?? .distantFuture)
        return min(next, patienceEnd ?? .distantFuture)
    }
    /// When the coordinator's kernel next looks whether anybody is there: it asks after 2 s of
    /// silence, and 3 s in which nothing of its own is acknowledged end the connection.
    private var patienceEnd: Instant? {
        guard isFarThere else { return nil }
        if isProbed { return up.deliveredAt + Limits.reapTime }
        return down.isUnacknowledged
            ? max(waitsSince, down.deliveredAt) + Limits.reapTime
            : up.deliveredAt + Limits.probeTime
    }
    private var isProbed: Bool { probedAt.map { $0 >= up.deliveredAt } ?? false }

    /// Sends a message down, or nil if its queue is full; whether it went on at once.
    mutating func sendDown(_ frame: SimulatedFrame, at now: Instant) -> Bool? {
        if !down.isUnacknowledged { waitsSince = now }
        return down.send(frame, at: now)
    }
    /// The coordinator's kernel answers the client's.
    mutating func sendDown(_ mark: TransportMark, at now: Instant) {
        if !down.isUnacknowledged { waitsSince = now }
        down.send(mark, at: now)
    }
    /// Looks whether anybody is there; false once that is given up.
    mutating func watch(at now: Instant) -> Bool {
        guard let end = patienceEnd, end <= now else { return true }
        guard !isProbed, !down.isUnacknowledged else { return false }
        probedAt = now
        down.sendAtOnce(.probe, at: now)
        return true
    }
    /// The client's end closes, with what its kernel still has to say.
    mutating func closeNear(at now: Instant) {
        guard isNearThere else { return }
        isNearThere = false
        down.abandon()
        up.conclude(.end, at: now)
    }
    /// The coordinator's end closes.
    mutating func closeFar(_ farewell: TransportMark, at now: Instant) {
        guard isFarThere else { return }
        isFarThere = false
        up.abandon()
        down.conclude(farewell, at: now)
    }
    /// An end is gone without a word, and answers nothing any more.
    mutating func vanish(isNear: Bool) {
        wasReset = true
        if isNear {
            isNearThere = false
            down.abandon()
        } else {
            isFarThere = false
            up.abandon()
        }
    }
    /// Something came for an end that is gone: whoever is there is told, once.
    mutating func refuse(_ direction: LinkDirection, at now: Instant) {
        guard !wasReset else { return }
        wasReset = true
        switch direction {
        case .up: down.conclude(.reset, at: now)
        case .down: up.conclude(.reset, at: now)
        }
    }
}
