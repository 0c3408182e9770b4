import Dispatch
import NetworkModel
import Randomness
import Runtime
import Simulation
import Synchronization
import Timekeeping
import ZeroMQ

/// The station's thread, which owns its sockets.
struct MessageStationLoop {
    /// What the station's owner and its thread share.
    final class Shared: Sendable {
        let meddling = Mutex<MessageStation.Meddling?>(nil)
        let count = Atomic<Int>(0)
        let shutdown = Shutdown()
        private let started = Mutex<Result<UInt16, ProcessFailure>?>(nil)
        private let hasStarted = DispatchSemaphore(value: 0)

        func start(_ result: Result<UInt16, ProcessFailure>) {
            started.withLock { $0 = result }
            hasStarted.signal()
        }
        func waitForStart() -> Result<UInt16, ProcessFailure> {
            hasStarted.wait()
            return started.withLock { $0 }
                ?? .failure(ProcessFailure(.software, "the station did not start"))
        }
    }
    private struct Pair {
        let client: MessagePart
        let socket: Socket
    }
    private struct Waiting {
        let due: Instant
        let socket: Socket
        let parts: [MessagePart]
    }
    private let shared: Shared
    private let context: Context
    private let front: Socket
    private let target: String
    private let poller = Poller()
    private var random: RandomStream
    private var clock = MonotonicClock()
    /// One a connection of a client, the newest last.
    private var pairs: [Pair] = []
    private var waiting: [Waiting] = []
    /// What goes behind the next message of the same direction.
    private var held: [LinkDirection: Waiting] = [:]
    private static let limits = MessageLimits(
        parts: ZeroMQLimits.parts, byteCount: ZeroMQLimits.messageByteCount)

    static func run(target: String, random: RandomStream, _ shared: Shared) {
        do throws(ZeroMQError) {
            let context = try Context(inputOutputThreads: 1)
            let front = try Socket(.router, options: .coordinatorRouter, in: context)
            let endpoint = try front.bind("tcp://127.0.0.1:*")
            guard let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else {
                return shared.start(.failure(ProcessFailure(.endpoint, endpoint)))
            }
            var loop = MessageStationLoop(
                shared: shared, context: context, front: front, target: target, random: random)
            shared.start(.success(port))
            while !shared.shutdown.isRequested { try loop.turn() }
            loop.pairs.forEach { $0.socket.close() }
            front.close()
        } catch {
            // Before the start it is the answer; later the silence shows in the case.
            shared.start(.failure(ProcessFailure(error)))
        }
    }
    private init(
        shared: Shared, context: Context, front: Socket, target: String, random: RandomStream
    ) {
        self.shared = shared
        self.context = context
        self.front = front
        self.target = target
        self.random = random
    }

    private mutating func turn() throws(ZeroMQError) {
        poller.setSources([.socket(front)] + pairs.map { .socket($0.socket) })
        _ = try poller.wait(milliseconds: 5)
        while case .message(let parts) = try front.receive(limits: Self.limits) {
            guard let client = parts.first, parts.count > 1 else { continue }
            let pair = try pair(of: client)
            try pass(Array(parts.dropFirst()), to: pair.socket, .up)
        }
        for pair in pairs {
            // The first message may show that its client is gone, and close it.
            while !pair.socket.isClosed,
                case .message(let parts) = try pair.socket.receive(limits: Self.limits)
            {
                try pass([pair.client] + parts, to: front, .down)
            }
        }
        try sendDue()
    }
    private mutating func pair(of client: MessagePart) throws(ZeroMQError) -> Pair {
        let bytes = client.copiedBytes()
        if let pair = pairs.first(where: { $0.client.copiedBytes() == bytes }) { return pair }
        if pairs.count == RealLimits.stationConnections { pairs.removeFirst().socket.close() }
        var options = SocketOptions.workerDealer
        // The first message comes before the connection stands.
        options.queuesOnlyToCompletedConnections = false
        let socket = try Socket(.dealer, options: options, in: context)
        try socket.connect(target)
        let pair = Pair(client: client, socket: socket)
        pairs.append(pair)
        return pair
    }

    private mutating func pass(
        _ parts: [MessagePart], to socket: Socket, _ direction: LinkDirection
    ) throws(ZeroMQError) {
        let meddling = shared.meddling.withLock { $0 }
        let behind = held.removeValue(forKey: direction)
        if let meddling, meddling.direction == direction, random.chance(meddling.share) {
            shared.count.add(1, ordering: .relaxed)
            try meddle(meddling.tampering, parts, to: socket, direction)
        } else {
            try send(parts, to: socket)
        }
        if let behind { try send(behind.parts, to: behind.socket) }
    }
    private mutating func meddle(
        _ tampering: Tampering, _ parts: [MessagePart], to socket: Socket,
        _ direction: LinkDirection
    ) throws(ZeroMQError) {
        switch tampering {
        case .corrupted: try send(corrupted(parts, direction), to: socket)
        case .duplicated:
            try send(parts, to: socket)
            try send(parts, to: socket)
        case .replayed(let delay):
            try send(parts, to: socket)
            guard waiting.count < RealLimits.stationMessages else { return }
            waiting.append(Waiting(due: clock.now() + delay, socket: socket, parts: parts))
        case .reordered:
            held[direction] = Waiting(due: clock.now(), socket: socket, parts: parts)
        }
    }
    /// One bit of one part is wrong; the identity in front is no part of what crossed the link.
    private mutating func corrupted(
        _ parts: [MessagePart], _ direction: LinkDirection
    ) -> [MessagePart] {
        let first = direction == .down ? 1 : 0
        let place = random.integer(in: first..<parts.count)
        var bytes = parts[place].copiedBytes()
        guard !bytes.isEmpty else { return parts }
        let bit = random.integer(in: 0..<(8 * bytes.count))
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        var changed = parts
        changed[place] = MessagePart(copying: bytes)
        return changed
    }
    private mutating func sendDue() throws(ZeroMQError) {
        let now = clock.now()
        let due = waiting.filter { $0.due <= now }
        waiting.removeAll { $0.due <= now }
        for message in due { try send(message.parts, to: message.socket) }
    }
    /// What cannot be sent is lost, as on a link. A client that is gone takes its connection along.
    private mutating func send(_ parts: [MessagePart], to socket: Socket) throws(ZeroMQError) {
        guard !socket.isClosed else { return }
        guard try socket.send(parts) == .unroutable, let client = parts.first?.copiedBytes()
        else { return }
        for pair in pairs where pair.client.copiedBytes() == client { pair.socket.close() }
        pairs.removeAll { $0.socket.isClosed }
    }
}
