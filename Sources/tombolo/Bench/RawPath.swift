import Runtime
import ZeroMQ

/// The same sockets, options and bytes without Tombolo: what the message library and the kernel
/// take by themselves.
struct RawPath {
    private let threads: [ServerThread]
    private let port: DealerPort
    private let request: [MessagePart]
    private static let limits = MessageLimits(parts: 8, byteCount: 1 << 20)

    /// Dealer -> router -> dealer: one thread that answers `frames`' latent with its plan.
    static func echo(_ frames: WireFrames) throws -> RawPath {
        let reply = frames.planParts
        let router = ServerThread("echo") { stop, ready in
            let context = try Context(inputOutputThreads: 1)
            let socket = try Socket(.router, options: .coordinatorRouter, in: context)
            ready([try socket.bind("tcp://127.0.0.1:*")])
            try serve(socket, until: stop) { message in
                try answer(message.prefix(1), reply, to: socket)
            }
        }
        return try RawPath(threads: [router], endpoint: router.waitUntilReady()[0], frames)
    }
    /// Dealer -> router, router -> dealer and back: the same hops as the coordinator's, with
    /// nobody looking at what goes by.
    static func relay(_ frames: WireFrames) throws -> RawPath {
        let middle = ServerThread("relay", body: relay)
        let endpoints = try middle.waitUntilReady()
        let reply = frames.planParts
        let far = ServerThread("far-end") { stop, ready in
            let context = try Context(inputOutputThreads: 1)
            let socket = try Socket(.dealer, options: .workerDealer, in: context)
            try socket.connect(endpoints[1])
            let poller = Poller()
            poller.setSources([.writable(socket)])
            _ = try poller.wait(milliseconds: 5_000)
            // The relay learns from it where latents go.
            _ = try socket.send([MessagePart(copying: [0])])
            ready([])
            try serve(socket, until: stop) { message in
                try answer(message.prefix(1), reply, to: socket)
            }
        }
        _ = try far.waitUntilReady()
        return try RawPath(threads: [far, middle], endpoint: endpoints[0], frames)
    }

    private init(threads: [ServerThread], endpoint: String, _ frames: WireFrames) throws {
        self.threads = threads
        port = try DealerPort(endpoint, options: .edgeDealer)
        request = frames.latentParts.map { MessagePart(copying: $0) }
    }

    /// A latent there and a plan back.
    func roundTrip() throws {
        try port.send(request)
        let answer = try port.receive()
        guard answer.count == 2 else {
            throw BenchError.unexpected("an echo of \(answer.count) parts")
        }
    }
    /// Ends the threads.
    func end() { for thread in threads { thread.end() } }

    private static func answer(
        _ address: ArraySlice<MessagePart>, _ reply: [[UInt8]], to socket: Socket
    ) throws {
        _ = try socket.send(Array(address) + reply.map { MessagePart(copying: $0) })
    }
    private static func serve(
        _ socket: Socket, until stop: Shutdown, _ body: ([MessagePart]) throws -> Void
    ) throws {
        let poller = Poller()
        poller.setSources([.socket(socket), .descriptor(stop.doorbell.fileDescriptor)])
        while !stop.isRequested {
            try poller.wait(milliseconds: 100)
            while case .message(let parts) = try socket.receive(limits: limits) { try body(parts) }
        }
    }
    @Sendable
    private static func relay(_ stop: Shutdown, _ ready: ([String]) -> Void) throws {
        let context = try Context(inputOutputThreads: 1)
        let front = try Socket(.router, options: .coordinatorRouter, in: context)
        let back = try Socket(.router, options: .coordinatorRouter, in: context)
        ready([try front.bind("tcp://127.0.0.1:*"), try back.bind("tcp://127.0.0.1:*")])
        let poller = Poller()
        poller.setSources([
            .socket(front), .socket(back), .descriptor(stop.doorbell.fileDescriptor),
        ])
        var worker: MessagePart?
        while !stop.isRequested {
            try poller.wait(milliseconds: 100)
            while case .message(let parts) = try back.receive(limits: limits) {
                worker = parts.first
                // Two parts are the greeting, more an answer.
                if parts.count > 2 { _ = try front.send(Array(parts.dropFirst())) }
            }
            while case .message(let parts) = try front.receive(limits: limits) {
                guard let worker else { continue }
                _ = try back.send([worker] + parts)
            }
        }
    }
}
