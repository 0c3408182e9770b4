import Testing
import ZeroMQ

/// A router on a free port of this machine and dealers connected to it.
struct Link {
    let context: Context
    let router: Socket
    let endpoint: String

    init(routerOptions: SocketOptions = .coordinatorRouter) throws {
        context = try Context(inputOutputThreads: 1)
        router = try Socket(.router, options: routerOptions, in: context)
        endpoint = try router.bind("tcp://127.0.0.1:*")
    }

    /// A dealer whose connection is up.
    func dealer(_ options: SocketOptions = .edgeDealer) throws -> Socket {
        let dealer = try Socket(.dealer, options: options, in: context)
        try dealer.connect(endpoint)
        try waitUntilWritable(dealer)
        return dealer
    }
}

/// Two ends of a wakeup.
struct Wakeup {
    let context: Context
    let near: Socket
    let far: Socket

    init() throws {
        context = try Context(inputOutputThreads: 1)
        near = try Socket(.pair, options: .wakeupPair, in: context)
        far = try Socket(.pair, options: .wakeupPair, in: context)
        try near.bind("inproc://wakeup")
        try far.connect("inproc://wakeup")
    }
}

let limits = MessageLimits(parts: 8, byteCount: 400_000)

/// Long enough for a busy machine; a passing test never waits for it.
let patience = 10_000

func waitUntilWritable(_ socket: Socket) throws {
    let poller = Poller()
    poller.setSources([.writable(socket)])
    try #require(try poller.wait(milliseconds: patience) == 1, "no connection in time")
}

/// The next message, waited for.
func receive(_ socket: Socket, limits: MessageLimits = limits) throws -> Reception {
    let poller = Poller()
    poller.setSources([.socket(socket)])
    try #require(try poller.wait(milliseconds: patience) == 1, "no message in time")
    return try socket.receive(limits: limits)
}

/// The parts of the next message, waited for.
func receiveParts(_ socket: Socket) throws -> [[UInt8]] {
    guard case .message(let parts) = try receive(socket) else {
        Issue.record("no message")
        return []
    }
    return parts.map { $0.copiedBytes() }
}

func part(_ text: String) -> MessagePart { MessagePart(copying: Array(text.utf8)) }
