import CZeroMQ

/// Tells which connections a bound socket accepted and lost, by their descriptors. The socket's
/// owner owns this too, and empties it often: what is not taken waits without a limit, since the
/// library's threads would wait for room otherwise.
@safe public final class ConnectionMonitor {
    /// What became of a connection.
    public enum Change: Hashable, Sendable {
        /// It was accepted; its greeting is still to come.
        case opened(Int32)
        /// It is gone.
        case closed(Int32)
    }
    private let socket: Socket
    private let events: Socket
    private let limits = MessageLimits(parts: 2, byteCount: 4_096)

    /// Watches `socket`, before it is bound; `name` is of no other monitor of the context.
    public init(of socket: Socket, name: String, in context: Context) throws(ZeroMQError) {
        let endpoint = "inproc://monitor-\(name)"
        let wanted = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED
        guard unsafe zmq_socket_monitor(socket.handle, endpoint, wanted) == 0 else {
            throw .last(in: "zmq_socket_monitor", endpoint: endpoint)
        }
        self.socket = socket
        events = try Socket(.pair, options: .monitorEnd, in: context)
        try events.connect(endpoint)
    }
    deinit {
        guard !socket.isClosed else { return }
        _ = unsafe zmq_socket_monitor(socket.handle, nil, 0)
    }

    /// What happened next; nil for nothing more.
    public func next() throws(ZeroMQError) -> Change? {
        while case .message(let parts) = try events.receive(limits: limits) {
            // The first part: 16 bits that say what, 32 that say which (zmq_socket_monitor(3)).
            guard let first = parts.first, first.byteCount == 6 else { continue }
            let bytes = first.copiedBytes()
            let event = Int32(bytes[0]) | Int32(bytes[1]) << 8
            let descriptor = unsafe bytes.withUnsafeBytes { bytes in
                unsafe bytes.loadUnaligned(fromByteOffset: 2, as: Int32.self)
            }
            if event == ZMQ_EVENT_ACCEPTED { return .opened(descriptor) }
            return .closed(descriptor)
        }
        return nil
    }
}
