import ZeroMQ

/// The near end of a path: one dealer that sends and waits.
final class DealerPort {
    private let socket: Socket
    private let poller = Poller()
    private let limits = MessageLimits(parts: 4, byteCount: 1 << 20)
    private static let patience = 5_000

    /// Connects to `endpoint` and waits until the connection is up.
    init(_ endpoint: String, options: SocketOptions) throws {
        socket = try Socket(
            .dealer, options: options, in: try Context(inputOutputThreads: 1))
        try socket.connect(endpoint)
        poller.setSources([.writable(socket)])
        guard try poller.wait(milliseconds: Self.patience) > 0 else {
            throw BenchError.silence(waitingFor: endpoint, milliseconds: Self.patience)
        }
        poller.setSources([.socket(socket)])
    }

    /// Sends a message; the socket takes it, for there is never more than one on the way.
    func send(_ parts: [MessagePart]) throws {
        let outcome = try socket.send(parts)
        guard outcome == .sent else { throw BenchError.unexpected("a send gave \(outcome)") }
    }
    /// The next message.
    func receive() throws -> [MessagePart] {
        while true {
            if case .message(let parts) = try socket.receive(limits: limits) { return parts }
            guard try poller.wait(milliseconds: Self.patience) > 0 else {
                throw BenchError.silence(waitingFor: "an answer", milliseconds: Self.patience)
            }
        }
    }
}
