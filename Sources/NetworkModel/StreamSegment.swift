import Timekeeping

/// A piece of a message that TCP sends in one packet.
struct StreamSegment: Sendable {
    /// Where it is.
    enum Place: Hashable, Sendable {
        /// It waits to leave, the first time or again.
        case waiting
        case flying
        /// It is there, but something before it is not.
        case arrived
        /// It is lost and sent again at `recovery`, `isTimeout` if for want of any news.
        case lost(recovery: Instant, isTimeout: Bool)
    }
    let id: UInt64
    let bytes: Int
    let isLast: Bool
    var place = Place.waiting
    /// When it left last.
    var leftAt = Instant.origin
    /// What its way took, or would have.
    var transit = Interval.zero
    /// How often it was sent again.
    var retransmissions = 0

    /// Linux's usual payload of a full segment: 1,500 less IPv6 or IPv4 and TCP with time stamps.
    static let payloadBytes = 1_448
    /// What the link carries besides the payload.
    static let headerBytes = 52

    /// When it is sent again if it is lost, or nil.
    var recovery: Instant? {
        guard case .lost(let recovery, _) = place else { return nil }
        return recovery
    }
}
