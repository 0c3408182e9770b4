import LatentCodec
import ModelBundle
import Randomness
import Session
import Timekeeping
import Wire
import ZeroMQ

@testable import Runtime

/// A well-behaved device of a scene: a session, and one latent at a time.
final class SceneDevice {
    private var session: ClientSession
    private var socket: Socket
    private let context: Context
    private let endpoint: String
    private let poller = Poller()
    private var clock = MonotonicClock()
    private let payload: [UInt8]
    private let elementCount: UInt32
    private var answers: [UInt64] = []
    private var isOpening = true

    init(_ scene: CoordinatorScene, name: String = "car", seed: UInt64 = 1) throws {
        endpoint = scene.endpoints.devices
        context = try Context(inputOutputThreads: 1)
        socket = try Socket(.dealer, options: .edgeDealer, in: context)
        elementCount = UInt32(scene.bundle.latent.elementCount)
        // A state of zeros, and a latent of zeros in the codec's plainest layout.
        let state = 4 * scene.bundle.state.count
        payload =
            [UInt8](repeating: 0, count: state) + [1]
            + [UInt8](repeating: 0, count: scene.bundle.latent.elementCount)
        let hello = Hello(
            name: name, bundle: BundleID(scene.bundle), capturePeriod: .milliseconds(100),
            budget: .seconds(5))
        session = ClientSession(
            greeting: .hello(hello), configuration: .standard,
            random: Seed(seed).stream("session"))
        session.handle(.start, at: clock.now())
        try drain()
    }

    /// Gets `count` plans, one after the other; a latent that gets none is sent again.
    func get(plans count: Int) throws {
        var got = 0
        let deadline = clock.now() + .seconds(30)
        while got < count {
            try turn(until: deadline) { session.isEstablished }
            guard let sequence = try sendLatent() else { continue }
            let patience = min(clock.now() + .seconds(2), deadline)
            do {
                try turn(until: patience) { answers.contains(sequence) }
                got += 1
            } catch SceneError.silence {}
            guard clock.now() < deadline else { throw SceneError.silence(waitingFor: "a plan") }
        }
    }
    /// Sends a latent without waiting for anything; its sequence, or nil if it was not sent.
    @discardableResult
    func sendLatent() throws -> UInt64? {
        let header = LatentHeader(
            captureStamp: clock.now().nanoseconds, budget: .seconds(5), stream: 0,
            codec: LatentEncoder.codec, multiplier: 256, elementCount: elementCount,
            latentByteCount: elementCount + 1, reference: 0,
            stateByteCount: UInt16(payload.count - Int(elementCount) - 1),
            payloadChecksum: CRC32C.checksum(payload))
        guard let envelope = session.stamp(.latent(header), at: clock.now()) else { return nil }
        return try send(envelope, [MessagePart(copying: payload)]) ? envelope.sequence : nil
    }
    /// Keeps the session up until it stands.
    func open() throws { try turn(until: clock.now() + .seconds(30)) { session.isEstablished } }
    /// Bytes of a message of this session that asks for nothing.
    func heartbeat() -> [UInt8]? {
        session.stamp(
            .heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 1)), at: clock.now()
        ).map {
            FrameEncoder.encode($0, payloadByteCount: 0)
        }
    }
    /// Sends bytes as they are, if the transport takes them.
    func sendRaw(_ parts: [[UInt8]]) throws -> Bool {
        try socket.send(parts.map { MessagePart(copying: $0) }) == .sent
    }

    /// Waits until the transport takes a message.
    func waitForRoom() throws {
        poller.setSources([.writable(socket)])
        try poller.wait(milliseconds: 1_000)
    }

    private func turn(until deadline: Instant, _ isDone: () -> Bool) throws {
        while !isDone() {
            guard clock.now() < deadline else { throw SceneError.silence(waitingFor: "an answer") }
            poller.setSources([isOpening ? .writable(socket) : .socket(socket)])
            let isReady = try poller.wait(milliseconds: 5) > 0
            if isOpening, isReady {
                isOpening = false
                session.handle(.connectionOpened(session.connection), at: clock.now())
            }
            try receive()
            if let wakeup = session.wakeup, wakeup <= clock.now() {
                session.handle(.wake, at: clock.now())
            }
            try drain()
        }
    }
    private func receive() throws {
        guard !isOpening else { return }
        let limits = MessageLimits(parts: 4, byteCount: 1 << 20)
        while case .message(let parts) = try socket.receive(limits: limits) {
            let envelope = try parts[0].withBytes { try FrameDecoder.decode($0).envelope }
            session.handle(.received(envelope), at: clock.now())
            try drain()
        }
    }
    private func drain() throws {
        while let output = session.nextOutput() {
            switch output {
            case .openConnection:
                socket.close()
                socket = try Socket(.dealer, options: .edgeDealer, in: context)
                try socket.connect(endpoint)
                isOpening = true
            case .transmit(let envelope, _): _ = try send(envelope, [])
            case .deliver(let envelope):
                if case .plan(let plan) = envelope.message { answers.append(plan.latentSequence) }
            case .closeConnection, .established, .refused, .lost, .silent, .heard, .rejected: break
            }
        }
    }
    private func send(_ envelope: Envelope, _ payloads: [MessagePart]) throws -> Bool {
        let byteCount = payloads.reduce(0) { $0 + $1.byteCount }
        let control = FrameEncoder.encode(envelope, payloadByteCount: byteCount)
        return try socket.send([MessagePart(copying: control)] + payloads) == .sent
    }
}
