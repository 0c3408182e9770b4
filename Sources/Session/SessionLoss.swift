public import Wire

/// Why a session ended.
public enum SessionLoss: Hashable, Sendable {
    /// Nothing valid was heard for the silence limit.
    case silence
    /// The connection was closed under it.
    case connectionClosed
    /// The connection did not open in time.
    case connectTimeout
    /// The greeting was not answered in time.
    case unanswered
    /// The other side does not know the session (it restarted).
    case unknownSession
    /// The other side refused.
    case refused(RefuseReason)
    /// The other side said goodbye.
    case goodbye(GoodbyeReason)
    /// Another session took its place: a new greeting on the same connection or, at a device, a
    /// spare connection that was welcome first.
    case replaced
    /// This side ended it.
    case stopped
}

extension SessionLoss: CustomStringConvertible {
    /// One stable word for logs; a detail follows a colon.
    public var description: String {
        switch self {
        case .silence: "silence"
        case .connectionClosed: "connectionClosed"
        case .connectTimeout: "connectTimeout"
        case .unanswered: "unanswered"
        case .unknownSession: "unknownSession"
        case .refused(let reason): "refused:\(reason)"
        case .goodbye(let reason): "goodbye:\(reason)"
        case .replaced: "replaced"
        case .stopped: "stopped"
        }
    }
}
