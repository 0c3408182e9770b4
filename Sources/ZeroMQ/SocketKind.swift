import CZeroMQ

/// The socket types Tombolo uses.
public enum SocketKind: Hashable, Sendable, CaseIterable {
    /// One peer or several, asynchronous: device and worker.
    case dealer
    /// Many peers, each named by the first part: the coordinator.
    case router
    /// Exactly one peer, inside the process: wakeups.
    case pair

    var code: Int32 {
        switch self {
        case .dealer: ZMQ_DEALER
        case .router: ZMQ_ROUTER
        case .pair: ZMQ_PAIR
        }
    }
}
