import SansIO
import Session
import Timekeeping

/// What devices and workers have alike: a connection, a session and a record of offences.
struct PeerLink {
    let id: PeerID
    var name: String
    var session: ServerSession
    /// Messages out of place in this session.
    var violations = 0
    /// Why this side ends the session, while it does.
    var stopping: ClosureReason?

    init(id: PeerID, name: String, configuration: SessionConfiguration) {
        self.id = id
        self.name = name
        session = ServerSession(
            configuration: configuration, major: ProtocolVersion.major,
            minor: ProtocolVersion.minor)
    }

    func closureReason(_ loss: SessionLoss) -> ClosureReason {
        switch loss {
        case .silence: .silence
        case .goodbye(let reason): .goodbye(reason)
        case .replaced: .replaced
        case .stopped: stopping ?? .drained
        case .connectionClosed, .connectTimeout, .unanswered, .unknownSession, .refused:
            .connectionClosed
        }
    }
}
