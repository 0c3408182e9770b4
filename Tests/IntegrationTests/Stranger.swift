import Testing
import Wire
import ZeroMQ

/// A bare connection to a coordinator that sends whatever a test gives it.
struct Stranger {
    private let socket: Socket
    private let readable = Poller()
    private let writable = Poller()

    init(_ endpoint: String) throws {
        let context = try Context(inputOutputThreads: 1)
        socket = try Socket(.dealer, options: .workerDealer, in: context)
        try socket.connect(endpoint)
        readable.setSources([.socket(socket)])
        writable.setSources([.writable(socket)])
    }

    /// Sends `parts` as one message, as soon as the connection takes it.
    func send(_ parts: [[UInt8]]) throws {
        let message = parts.map { MessagePart(copying: $0) }
        repeat {
            try #require(try writable.wait(milliseconds: 10_000) == 1, "no connection in time")
        } while try socket.send(message) != .sent
    }

    /// Sends `message` until it is refused for `reason`; other answers are skipped. An answer may
    /// be dropped on its way like any other, so it is asked for again.
    func refusal(of message: [UInt8], for reason: RefuseReason) throws -> Refuse {
        let limits = MessageLimits(parts: 2, byteCount: 1 << 16)
        for _ in 0..<10 {
            try send([message])
            while try readable.wait(milliseconds: 1_000) == 1 {
                guard case .message(let parts) = try socket.receive(limits: limits) else { break }
                let envelope = try FrameDecoder.decode(parts[0].copiedBytes()).envelope
                if case .refuse(let refuse) = envelope.message, refuse.reason == reason {
                    return refuse
                }
            }
        }
        throw StrangerError.unanswered
    }
}
