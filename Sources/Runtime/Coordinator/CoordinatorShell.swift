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
    private var identities: PeerIdentities
    private var counts = TransportCounts()
    private var pacing = ReceivePacing()
    private var connections = ConnectionGuard()
    private let deviceMonitor: ConnectionMonitor
    private let workerMonitor: ConnectionMonitor
    /// Whether a socket had more than one turn takes.
    private var isBehind = false
    /// What the transport said of plans, and who is gone; told to the core once it is drained.
    private var planWords: [CoordinatorInput] = []
    private var gone: [PeerID] = []
    private var isDrained = false
    private var drainEnd: Instant?
    /// How long a drain may take: its handover and what is left after it.
    private let drainTime: Interval
    private var nextFloodLog = Instant.origin
    /// The message at hand, coming or going; their storage is kept.
    private var peerName = RoutingIdentity.generated(0)
    private var parts: [MessagePart] = []
    private var control: [UInt8] = []
    private var leaving: [MessagePart] = []

    /// Binds both sockets.
    public init(
        configuration: CoordinatorConfiguration, allowances: CoordinatorAllowances,
        endpoints: CoordinatorEndpoints, context: Context, shutdown: Shutdown, logger: Logger
    ) throws(ZeroMQError) {
        identities = PeerIdentities(allowances: allowances)
        devices = try Socket(.router, options: .coordinatorRouter, in: context)
        workers = try Socket(.router, options: .coordinatorRouter, in: context)
        deviceMonitor = try ConnectionMonitor(of: devices, name: "devices", in: context)
        workerMonitor = try ConnectionMonitor(of: workers, name: "workers", in: context)
        self.endpoints = CoordinatorEndpoints(
            devices: try devices.bind(endpoints.devices),
            workers: try workers.bind(endpoints.workers))
        core = CoordinatorCore(configuration: configuration)
        drainTime =
            configuration.fellows.isEmpty
            ? Limits.drain : configuration.handoverTime + Limits.drain
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

    /// Serves until told to end, then sends devices to the fellow cells, if it knows any, finishes
    /// what is here, at most for a second, and sends everybody away.
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
            drainEnd = clock.now() + drainTime
            // Its doorbell stays rung; from here on only the sockets and the clock matter.
            poller.setSources([.socket(devices), .socket(workers)])
            try feed(.drain)
        }
        if let drainEnd, isDrained || clock.now() >= drainEnd { return false }
        if let wakeup = core.wakeup, clock.now() >= wakeup { try feed(.wake) }
        let (hasDevices, hasWorkers) = try waitForMessages()
        let before = counts.received
        if hasDevices { try read(devices, .device) }
        if hasWorkers { try read(workers, .worker) }
        try cutEndless()
        pacing.note(Int(clamping: counts.received - before), at: clock.now())
        return true
    }
    /// Whose sockets have something. Waits for that, unless one had more than it could have read
    /// last time; while many messages come it lets them gather first.
    private func waitForMessages() throws(ZeroMQError) -> (devices: Bool, workers: Bool) {
        if isBehind {
            // Both sides: who has much keeps nobody waiting.
            isBehind = false
            return (true, true)
        }
        if pacing.isBusy { MonotonicClock.sleep(until: clock.now() + Limits.gathering) }
        try wait(
            milliseconds: WaitBudget.pause(
                from: clock.now(), to: [core.wakeup, drainEnd], limit: Limits.turnMilliseconds))
        return (poller.isReady(0), poller.isReady(1))
    }
    /// Cuts connections whose messages have no end.
    private func cutEndless() throws(ZeroMQError) {
        let now = clock.now()
        guard connections.isDue(at: now) else { return }
        for (monitor, side) in [(deviceMonitor, PeerSide.device), (workerMonitor, .worker)] {
            while let change = try monitor.next() {
                switch change {
                case .opened(let descriptor):
                    let taken = ConnectionBytes.taken(descriptor) ?? 0
                    connections.noteOpened(descriptor, side, taken: taken, at: now)
                case .closed(let descriptor): connections.noteClosed(descriptor)
                }
            }
        }
        for descriptor in connections.scan(at: now, taken: ConnectionBytes.taken) {
            counts.endless += 1
            connections.noteClosed(descriptor)
            ConnectionBytes.cut(descriptor)
            CoordinatorEventLog.writeEndless(descriptor, to: logger)
        }
    }
    private func wait(milliseconds: Int) throws(ZeroMQError) {
        _ = try poller.wait(milliseconds: milliseconds)
    }

    private func read(_ socket: Socket, _ side: PeerSide) throws(ZeroMQError) {
        for _ in 0..<Limits.coordinatorBurst {
            switch try socket.receive(limits: limits, from: &peerName, into: &parts) {
            case .nothing: return
            case .message:
                counts.received += 1
                try take(side)
            case .oversized(let partCount, let byteCount):
                counts.received += 1
                counts.oversized += 1
                let wireByteCount = byteCount + ConnectionGuard.partOverhead * partCount
                guard let peer = sender(side, wireByteCount: wireByteCount) else { continue }
                let error = DecodeError.wrongLength(expected: limits.byteCount, found: byteCount)
                try feed(.undecodable(peer, side, error))
            }
        }
        isBehind = true
    }
    /// Who sent the message at hand, which took `wireByteCount` bytes; nil if it is not to be read.
    private func sender(_ side: PeerSide, wireByteCount: Int) -> PeerID? {
        let now = clock.now()
        let parts = parts
        let sender = identities.sender(
            side, peerName, at: now, descriptor: { parts.first?.sourceDescriptor },
            delivered: { connections.noteDelivery($0, byteCount: wireByteCount, at: now) })
        switch sender {
        case .heard(let peer): return peer
        case .flooding(let peer, let isNews):
            counts.flooded += 1
            guard isNews, now >= nextFloodLog else { return nil }
            nextFloodLog = now + Limits.floodLogPeriod
            CoordinatorEventLog.writeFlood(of: peer, side, to: logger)
            return nil
        case .unknown:
            counts.unstored += 1
            return nil
        }
    }
    private func take(_ side: PeerSide) throws(ZeroMQError) {
        let byteCount = parts.reduce(0) { $0 + ConnectionGuard.wireByteCount($1.byteCount) }
        guard let peer = sender(side, wireByteCount: byteCount) else { return }
        let envelope: Envelope
        do throws(DecodeError) {
            envelope = try IncomingFrame.envelope(of: parts[...])
        } catch {
            return try feed(.undecodable(peer, side, error))
        }
        guard let payloads = storePayloads(side) else {
            counts.unstored += 1
            return
        }
        switch side {
        case .device: try feed(.deviceFrame(peer, envelope, payloads: payloads))
        case .worker: try feed(.workerFrame(peer, envelope, payloads: payloads))
        }
    }
    /// Stores all payload parts at hand or none: small latents as a copy, which may be kept for
    /// long.
    private func storePayloads(_ side: PeerSide) -> [PayloadID]? {
        guard parts.count > 1 else { return [] }
        var payloads: [PayloadID] = []
        payloads.reserveCapacity(parts.count - 1)
        for part in parts.dropFirst() {
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
            let isTaken = try send(envelope, payloads, to: peer)
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
        _ envelope: Envelope, _ payloads: [PayloadID], to peer: PeerID
    ) throws(ZeroMQError) -> Bool {
        guard let place = identities.place(of: peer) else {
            counts.unsent += 1
            return false
        }
        leaving.removeAll(keepingCapacity: true)
        var byteCount = 0
        for payload in payloads {
            guard let part = arena.part(of: payload) else { continue }
            leaving.append(part)
            byteCount += part.byteCount
        }
        FrameEncoder.encode(envelope, payloadByteCount: byteCount, into: &control)
        let socket = place.side == .device ? devices : workers
        let bytes = control
        switch try socket.send(bytes.span, leaving, to: place.identity) {
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
