public import Wire

/// Why a session ended.
public enum ClosureReason: Hashable, Sendable {
    /// The peer said so.
    case goodbye(GoodbyeReason)
    /// The peer was silent for longer than the terms allow.
    case silence
    /// The transport lost it.
    case connectionClosed
    /// The same connection opened another session.
    case replaced
    /// The peer broke the protocol too often.
    case protocolError
    /// The worker held its batch for too long.
    case unresponsive
    /// The coordinator ends.
    case drained
}

extension ClosureReason: CustomStringConvertible {
    /// One stable word for logs; a detail follows a colon.
    public var description: String {
        switch self {
        case .goodbye(let reason): "goodbye:\(reason)"
        case .silence: "silence"
        case .connectionClosed: "connectionClosed"
        case .replaced: "replaced"
        case .protocolError: "protocolError"
        case .unresponsive: "unresponsive"
        case .drained: "drained"
        }
    }
}
