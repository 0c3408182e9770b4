import Timekeeping

/// A piece of a message that TCP sends in one packet.
struct StreamSegment: Sendable {
    /// What the sender knows of one that has left.
    enum Knowledge: Hashable, Sendable {
        case nothing
        /// It is there, but something before it is not: selectively acknowledged.
        case isThere
        /// It is lost, and waits to be sent again.
        case isLost
    }
    let id: UInt64
    let bytes: Int
    let isLast: Bool
    var knowledge = Knowledge.nothing
    /// When it left last.
    var leftAt = Instant.origin
    /// How often it left.
    var departures = 0
    /// When it came first, if it has.
    var arrivedAt = Instant.distantFuture

    /// Linux's usual payload of a full segment: 1,500 less IPv6 or IPv4 and TCP with time stamps.
    static let payloadBytes = 1_448
    /// What the link carries besides the payload.
    static let headerBytes = 52

    var hasArrived: Bool { arrivedAt < .distantFuture }
    /// It left, and as far as the sender knows it is on its way.
    var isInFlight: Bool { departures > 0 && knowledge == .nothing }
}
