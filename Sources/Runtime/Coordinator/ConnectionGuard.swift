import CoordinatorCore
import Timekeeping

/// Notices connections that send a message without an end. The library holds all of it until it is
/// whole, whatever its limits for parts and messages are, and hands out nothing.
///
/// So it is enough to look at connections that have delivered nothing for a while: if the library
/// has taken far more bytes from one than came out of it, the rest is such a message. Everybody
/// with a session delivers a heartbeat more often than that, and costs no look.
struct ConnectionGuard {
    private struct Connection {
        let side: PeerSide
        /// Bytes on the wire of what was delivered.
        var delivered: Int
        var latest: Instant
    }
    /// By descriptor, which are small numbers.
    private var connections: [Connection?] = []
    private var nextScan = Instant.origin

    /// Whether it is time to look again.
    func isDue(at now: Instant) -> Bool { now >= nextScan }
    /// Notes a connection from which the library has taken `taken` bytes so far; what of them it
    /// has delivered is not known, and not held against it.
    mutating func noteOpened(
        _ descriptor: Int32, _ side: PeerSide, taken: Int, at now: Instant
    ) {
        guard let index = Int(exactly: descriptor), (0..<Limits.descriptors).contains(index) else {
            return
        }
        while connections.count <= index { connections.append(nil) }
        connections[index] = Connection(side: side, delivered: taken, latest: now)
    }
    mutating func noteClosed(_ descriptor: Int32) {
        guard connections.indices.contains(Int(descriptor)) else { return }
        connections[Int(descriptor)] = nil
    }
    /// Notes a message of `descriptor`'s that took `byteCount` bytes on the wire.
    mutating func noteDelivery(_ descriptor: Int32, byteCount: Int, at now: Instant) {
        guard connections.indices.contains(Int(descriptor)) else { return }
        connections[Int(descriptor)]?.delivered += byteCount
        connections[Int(descriptor)]?.latest = now
    }
    /// Those to be cut. `taken` says how many bytes the library has taken
    /// from a connection, or nil if that is not to be had.
    mutating func scan(at now: Instant, taken: (Int32) -> Int?) -> [Int32] {
        nextScan = now + Limits.guardPeriod
        var endless: [Int32] = []
        for (index, connection) in connections.enumerated() {
            guard let connection, now - connection.latest >= Limits.guardSilence,
                let taken = taken(Int32(clamping: index))
            else { continue }
            let limit =
                switch connection.side {
                case .device: Limits.unfinishedDeviceBytes
                case .worker: Limits.unfinishedWorkerBytes
                }
            if taken - connection.delivered > limit { endless.append(Int32(clamping: index)) }
        }
        return endless
    }

    /// Bytes on the wire of a part of so many bytes (ZMTP 3.1, framing).
    static func wireByteCount(_ byteCount: Int) -> Int {
        byteCount + (byteCount > 255 ? partOverhead : 2)
    }
    /// Bytes that a long part takes beyond its own.
    static let partOverhead = 9
}
