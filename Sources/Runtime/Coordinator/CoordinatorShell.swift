public import CoordinatorCore
public import Logging
import SansIO
import Timekeeping
import Wire
public import ZeroMQ

/// The duty cycle of a coordinator: one thread owns the core and both sockets.
public final class CoordinatorShell {
    /// Where it listens, with the ports it really got.
    public let endpoints: CoordinatorEndpoints
    private let devices: Socket
    private let workers: Socket
    private let shutdown: Shutdown
    private let logger: Logger
    private let arena: PayloadArena
    private let limits = MessageLimits(
        parts: Limits.messageParts + 1, byteCount: Limits.messageBytes)
    private let poller = Poller()
    private var clock = MonotonicClock()
    private var core: CoordinatorCore
    private var identities = PeerIdentities()
    private var counts = TransportCounts()
    /// What the transport said of plans, and who is gone; told to the core once it is drained.
    private var planWords: [CoordinatorInput] = []
    private var gone: [PeerID] = []
    private var isDrained = false
    private var drainEnd: Instant?

    /// Binds both sockets.
    public init(
        configuration: CoordinatorConfiguration, endpoints: CoordinatorEndpoints,
        context: Context, shutdown: Shutdown, logger: Logger
    ) throws(ZeroMQError) {
        devices = try Socket(.router, options: .coordinatorRouter, in: context)
        workers = try Socket(.router, options: .coordinatorRouter, in: context)
        self.endpoints = CoordinatorEndpoints(
            devices: try devices.bind(endpoints.devices),
            workers: try workers.bind(endpoints.workers))
        core = CoordinatorCore(configuration: configuration)
        arena = PayloadArena(
            countLimit: configuration.payloadCountLimit,
            byteLimit: configuration.payloadByteLimit)
        self.shutdown = shutdown
        self.logger = logger
    }

    /// What the core counted so far.
    public var coreCounts: CoordinatorCounts { core.counts }
    /// What the sockets counted so far.
    public var transportCounts: TransportCounts { counts }

    /// Serves until told to end, then finishes what is here, at most for a second, and sends
    /// everybody away.
    public func run() throws(ZeroMQError) {
        poller.setSources([
            .socket(devices), .socket(workers), .descriptor(shutdown.doorbell.fileDescriptor),
        ])
        while try turn() {}
        try wait(milliseconds: Int(Limits.farewell.milliseconds))
    }

    /// Writes what became of everything that came; once it has ended.
    public func writeEnd() { CoordinatorEventLog.write(core.counts, counts, to: logger) }

    private func turn() throws(ZeroMQError) -> Bool {
        if shutdown.isRequested, drainEnd == nil {
            drainEnd = clock.now() + Limits.drain
            // Its doorbell stays rung; from here on only the sockets and the clock matter.
            poller.setSources([.socket(devices), .socket(workers)])
            try feed(.drain)
        }
        if let drainEnd, isDrained || clock.now() >= drainEnd { return false }
        if let wakeup = core.wakeup, clock.now() >= wakeup { try feed(.wake) }
        try wait(
            milliseconds: WaitBudget.pause(
                from: clock.now(), to: [core.wakeup, drainEnd], limit: Limits.turnMilliseconds))
        try read(devices, .device)
        try read(workers, .worker)
        return true
    }
    private func wait(milliseconds: Int) throws(ZeroMQError) {
        _ = try poller.wait(milliseconds: milliseconds)
    }

    private func read(_ socket: Socket, _ side: PeerSide) throws(ZeroMQError) {
        for _ in 0..<Limits.receiveBurst {
            switch try socket.receive(limits: limits) {
            case .nothing: return
            case .message(let parts):
                counts.received += 1
                try take(parts, side)
            case .oversized(let identity, _, let byteCount):
                counts.oversized += 1
                guard let peer = identities.peer(side, identity) else { continue }
                let error = DecodeError.wrongLength(expected: limits.byteCount, found: byteCount)
                try feed(.undecodable(peer, side, error))
            }
        }
    }
    private func take(_ parts: [MessagePart], _ side: PeerSide) throws(ZeroMQError) {
        guard let identity = parts.first, let peer = identities.peer(side, identity) else {
            counts.unstored += 1
            return
        }
        let frame: IncomingFrame
        do throws(DecodeError) {
            frame = try IncomingFrame(parts.dropFirst())
        } catch {
            return try feed(.undecodable(peer, side, error))
        }
        guard let payloads = store(frame.payloads, side) else {
            counts.unstored += 1
            return
        }
        switch side {
        case .device: try feed(.deviceFrame(peer, frame.envelope, payloads: payloads))
        case .worker: try feed(.workerFrame(peer, frame.envelope, payloads: payloads))
        }
    }
    /// Stores all parts or none: small latents as a copy, which may be kept for long.
    private func store(_ parts: [MessagePart], _ side: PeerSide) -> [PayloadID]? {
        var payloads: [PayloadID] = []
        for part in parts {
            let isCopied = side == .device && part.byteCount <= Limits.copiedPayloadBytes
            guard let payload = arena.store(isCopied ? MessagePart(copying: part.bytes) : part)
            else {
                for payload in payloads { arena.release(payload) }
                return nil
            }
            payloads.append(payload)
        }
        return payloads
    }

    /// Gives the core an input and carries out what it wants: the drain rule. What the transport
    /// says of plans and of peers that turn out to be gone is told to the core once it is drained.
    private func feed(_ input: CoordinatorInput) throws(ZeroMQError) {
        var next: CoordinatorInput? = input
        while let input = next {
            core.handle(input, at: clock.now())
            while let output = core.nextOutput() { try carryOut(output) }
            // The core hears of its plans before anything else.
            if !planWords.isEmpty {
                next = planWords.removeFirst()
            } else {
                next = gone.popLast().map { .peerClosed($0) }
            }
        }
    }
    private func carryOut(_ output: CoordinatorOutput) throws(ZeroMQError) {
        switch output {
        case .send(let peer, let envelope, let payloads):
            let isTaken = try send(
                envelope, payloads.compactMap { arena.part(of: $0) }, to: peer)
            guard case .plan = envelope.message else { return }
            planWords.append(.planGiven(peer, sequence: envelope.sequence, isTaken: isTaken))
        case .release(let payload): arena.release(payload)
        case .releaseAll(let payloads): for payload in payloads { arena.release(payload) }
        case .event(let event):
            if case .drained = event { isDrained = true }
            CoordinatorEventLog.write(event, to: logger)
        case .forget(let peer): identities.forget(peer)
        }
    }
    /// Whether the transport took the message.
    private func send(
        _ envelope: Envelope, _ payloads: [MessagePart], to peer: PeerID
    ) throws(ZeroMQError) -> Bool {
        guard let place = identities.place(of: peer) else {
            counts.unsent += 1
            return false
        }
        let parts = [place.identity] + OutgoingFrame.parts(envelope, payloads: payloads)
        let socket = place.side == .device ? devices : workers
        switch try socket.send(parts) {
        case .sent:
            counts.sent += 1
            return true
        case .wouldBlock: counts.unsent += 1
        case .unroutable:
            counts.unsent += 1
            gone.append(peer)
        }
        return false
    }
}
