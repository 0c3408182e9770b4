import EdgeCore
import Logging
import PortProtocol
import SansIO
import Synchronization
import Timekeeping
import ZeroMQ

/// The port's thread: receives, decides by `MachineSession`, sends.
struct PortedMachineLoop {
    private let machine: PortedMachine
    private let socket: Socket
    private let logger: Logger
    private let signal: @Sendable (SensorSignal) -> Void
    private let poller = Poller()
    private let limits: MessageLimits
    private let pictureByteCount: Int
    private var session: MachineSession
    private var clock = MonotonicClock()
    private var shared = SharedClock()
    private var peer = RoutingIdentity.generated(0)
    private var parts: [MessagePart] = []
    private var nextCapture: UInt64 = 0
    private var nextCommand: UInt64 = 0
    private var hadTrips: UInt32 = 0
    private var counts = PortCounts()
    private var rejections = RejectionLog()
    /// The newest capture of this turn.
    private var newest: (exposure: Instant, frame: CameraFrame)?

    init(
        machine: PortedMachine, needs: MachineNeeds, socket: Socket, logger: Logger,
        signal: @escaping @Sendable (SensorSignal) -> Void
    ) {
        self.machine = machine
        self.socket = socket
        self.logger = logger
        self.signal = signal
        session = MachineSession(needs: needs)
        pictureByteCount = needs.camera?.pictureByteCount ?? 0
        limits = MessageLimits(
            parts: 3, byteCount: pictureByteCount + 2 * PortProtocol.Limits.controlByteCount)
        poller.setSources([.descriptor(machine.doorbell.fileDescriptor), .socket(socket)])
    }

    mutating func run() {
        var failures = 0
        while !machine.isStopping.load(ordering: .acquiring) {
            do throws(ZeroMQError) {
                try turn()
                failures = 0
            } catch {
                // Nothing on a socket file fails for good but the end of the process.
                failures += 1
                logger.warning("machine.trouble", metadata: ["reason": "\(error)"])
                guard failures < Limits.portFailures else { break }
            }
        }
        session.send(.goodbye)
        _ = try? carryOut()
        socket.close()
        publish()
        rejections.writeRest(to: logger)
    }

    private mutating func turn() throws(ZeroMQError) {
        try poller.wait(milliseconds: Limits.turnMilliseconds)
        machine.doorbell.clear()
        shared.update()
        // A due command comes first, whatever a machine sends.
        try sendCommand()
        for _ in 0..<Limits.receiveBurst {
            let arrival = try socket.receive(limits: limits, from: &peer, into: &parts)
            if arrival == .nothing { break }
            take(arrival)
            try carryOut()
        }
        session.tick(at: clock.now())
        try carryOut()
        tellNewest()
        publish()
    }

    private mutating func take(_ arrival: Arrival) {
        let control = parts.first?.byteCount ?? 0
        // A picture is never copied to see whether it is a control part.
        let bytes =
            control <= PortProtocol.Limits.controlByteCount ? parts.first?.copiedBytes() ?? [] : []
        let message: Result<PortFrame, PortDecodeError>
        do throws(PortDecodeError) {
            if case .oversized(let count, _) = arrival { throw .wrongPartCount(count) }
            let frame = try PortFrame(decoding: bytes)
            try frame.check(partByteCounts: parts.dropFirst().map(\.byteCount))
            message = .success(frame)
        } catch {
            message = .failure(error)
            rejections.write(
                "machine.undecodable", kind: error.name, text: error.description, at: clock.now(),
                to: logger)
        }
        session.take(
            message, naming: PortFrame.session(in: bytes), from: peer, clock: shared,
            at: clock.now())
    }
    private mutating func sendCommand() throws(ZeroMQError) {
        let (command, pace) = machine.exchange.withLock { exchange in
            defer { (exchange.command, exchange.pace) = (nil, nil) }
            return (exchange.command, exchange.pace)
        }
        if let pace { session.keep(next: pace.next, period: pace.period, clock: shared) }
        guard let command else { return try carryOut() }
        nextCommand += 1
        // A thread that was stopped for long must not hand on what is over.
        let age = SharedClock.monotonicNow() - command.stamp
        let message = PortCommand(
            command.output, number: nextCommand, stamp: command.stamp, epoch: command.epoch)
        guard let hello = session.hello, message.values.count == hello.channels.count,
            age < Limits.actuatorSilence.nanoseconds
        else {
            counts.unsentCommands += 1
            return try carryOut()
        }
        session.send(.command(message))
        try carryOut()
    }

    private mutating func carryOut() throws(ZeroMQError) {
        for output in session.takeOutputs() {
            switch output {
            case .send(let frame, let peer): try send(frame, to: peer)
            case .established(let hello):
                logger.notice(
                    "machine.established",
                    metadata: [
                        "name": "\(hello.name)", "camera": "\(hello.camera?.description ?? "none")",
                        "triggered": "\(hello.camera?.isTriggered ?? false)",
                        "odometry": "\(hello.hasOdometry)",
                    ])
                machine.exchange.withLock { $0.isWithoutOdometry = !hello.hasOdometry }
            case .lost(let loss):
                logger.notice("machine.lost", metadata: ["reason": "\(loss.rawValue)"])
                hadTrips = 0
                machine.refuses.store(false, ordering: .relaxed)
                machine.exchange.withLock { exchange in
                    exchange.odometry = nil
                    exchange.isWithoutOdometry = false
                    // Who comes back must ask for motion anew.
                    exchange.desk.take(.disarm)
                }
            case .capture(let exposure, let state, let rejection):
                take(exposure, state, rejection)
            case .odometry(let odometry, let instant):
                let reading = Odometry(
                    speed: Double(odometry.speed), yawRate: Double(odometry.yawRate))
                machine.exchange.withLock { exchange in
                    exchange.odometry = (reading, instant)
                    exchange.state = odometry.state
                }
            case .operatorDemand(let demand):
                logger.notice("machine.demands", metadata: ["action": "\(demand.action)"])
                machine.exchange.withLock { $0.desk.take(OperatorCommand(demand)) }
            case .status(let status): take(status)
            case .following(let verdict): take(verdict)
            }
        }
    }
    private mutating func send(
        _ frame: PortFrame, to peer: RoutingIdentity
    ) throws(ZeroMQError) {
        let isCommand = frame.message.kind == .command
        switch try socket.send(frame.encoded().span, [], to: peer) {
        case .sent:
            guard case .command(let command) = frame.message else { return }
            counts.commands += 1
            session.noteSent(command.number, at: clock.now())
        case .wouldBlock: if isCommand { counts.unsentCommands += 1 }
        case .unroutable:
            if isCommand { counts.unsentCommands += 1 }
            session.noteUnreachable(peer)
        }
    }

    private mutating func take(
        _ exposure: Instant, _ state: [Float], _ rejection: PortRejection?
    ) {
        if let rejection {
            rejections.write(
                "machine.capture_rejected", kind: rejection.name, text: rejection.name,
                at: clock.now(), to: logger)
            // In the order of their coming: the core refuses what goes back in time.
            tellNewest()
            let id = newID()
            signal(.exposed(id, at: exposure))
            return signal(.failed(id))
        }
        guard let picture = parts.dropFirst().first else { return }
        if newest != nil { counts.superseded += 1 }
        // Copied: the core's thread needs it beyond this message, and 55 KB take some microseconds.
        newest = (exposure, CameraFrame(pixels: picture.copiedBytes(), state: state))
    }
    private mutating func tellNewest() {
        guard let (exposure, frame) = newest else { return }
        newest = nil
        let id = newID()
        signal(.exposed(id, at: exposure))
        signal(.picture(id, frame))
    }
    private mutating func newID() -> CaptureID {
        defer { nextCapture += 1 }
        return CaptureID(nextCapture)
    }
    private mutating func take(_ status: PortMachineStatus) {
        guard status.watchdogTrips > hadTrips else { return }
        counts.watchdogTrips += UInt64(status.watchdogTrips - hadTrips)
        hadTrips = status.watchdogTrips
        logger.warning(
            "machine.watchdog_tripped",
            metadata: [
                "trips": "\(status.watchdogTrips)", "late_commands": "\(status.lateCommands)",
            ])
    }
    private mutating func take(_ verdict: CommandWatch.Verdict) {
        machine.refuses.store(verdict.isRefusing, ordering: .relaxed)
        guard verdict.isRefusing else {
            return logger.debug("machine.follows", metadata: [:])
        }
        // A machine in which something flickers must not fill the log; the core logs what follows.
        rejections.write(
            "machine.does_not_follow", kind: verdict.name,
            text: verdict == .unconfirmed
                ? "the machine confirms no commands any more" : "the machine says so",
            at: clock.now(), to: logger)
    }
    private func publish() {
        var published = session.counts
        published.commands = counts.commands
        published.unsentCommands = counts.unsentCommands
        published.superseded = counts.superseded
        published.watchdogTrips = counts.watchdogTrips
        machine.counted.withLock { $0 = published }
    }
}
