import EdgeCore
public import Logging
public import ModelBundle
import Motion
import PortProtocol
import Randomness
import SansIO
import Timekeeping
public import ZeroMQ

/// The simulated car at the machine's end of the port: a process of its own, as a user's machine
/// is, that an agent drives by [the port's protocol](../../../../Protocol/PORTS.md).
///
/// It arms itself as soon as an agent takes it. When commands stop coming, or are too old when they
/// come, it brakes by itself, as `SimulatedCar` does. One thread runs it.
public final class PortedCar {
    /// What it counted.
    public struct Counts: Hashable, Sendable {
        /// How often an agent took it.
        public var sessions = 0
        /// Commands that were obeyed.
        public var commands = 0
        /// Commands that were too old when they were read, or no newer than one before; not obeyed.
        public var lateCommands = 0
        /// Messages that could not be read, or were of another session.
        public var refused = 0
        /// Pictures that found no room in the socket.
        public var droppedCaptures = 0
    }
    /// Counted so far.
    public private(set) var counts = Counts()
    private let car: SimulatedCar
    private let hello: PortHello
    private let socket: Socket
    private let logger: Logger
    private let signals: Mailbox<SensorSignal>
    private var taken: [SensorSignal] = []
    private var exposures: [CaptureID: Instant] = [:]
    private var clock = MonotonicClock()
    private var shared = SharedClock()
    private var random = Chance.stream()
    private var session: UInt64 = 0
    /// The number of the newest command of the session that was obeyed; zero for none.
    private var obeyed: UInt64 = 0
    private var isTaken = false
    /// Whether the session is none any more.
    private var isOver = true
    private var sequence: UInt64 = 0
    private var nextHello = Instant.origin
    private var nextOdometry = Instant.origin
    private var nextStatus = Instant.origin
    private var heard = Instant.origin

    /// The car, for the agent that listens at `endpoint`, now or later, and runs `bundle`.
    public init(
        car: SimulatedCar, bundle: ModelBundle, endpoint: String, context: Context, logger: Logger
    ) throws(ZeroMQError) {
        self.car = car
        hello = PortHello(
            name: "simulated car",
            camera: PortCamera(
                width: UInt16(clamping: bundle.camera.width),
                height: UInt16(clamping: bundle.camera.height),
                channels: UInt8(clamping: bundle.camera.channels),
                rateHertz: UInt16(clamping: bundle.camera.rateHertz), isTriggered: true),
            hasOdometry: true, state: bundle.state.map { PortQuantity($0.name, $0.unit) },
            channels: MachineNeeds.driving)
        self.logger = logger
        signals = Mailbox(limit: Limits.mailboxInputs, doorbell: Doorbell())
        var options = SocketOptions.edgeDealer
        options.sendLimit = Limits.portMessages
        socket = try Socket(.dealer, options: options, in: context)
        try socket.connect(endpoint)
    }

    /// Drives by what the agent says until `shutdown`, then says goodbye.
    public func run(until shutdown: Shutdown) throws(ZeroMQError) {
        let poller = Poller()
        poller.setSources([
            .socket(socket), .descriptor(signals.doorbell.fileDescriptor),
            .descriptor(shutdown.doorbell.fileDescriptor),
        ])
        car.start { [signals] signal in signals.post(signal) }
        defer { car.stop() }
        while !shutdown.isRequested {
            // Odometry has a period of 20 ms.
            try poller.wait(milliseconds: 5)
            shared.update()
            try receive()
            try sendPictures()
            try sendDue()
        }
        try say(.goodbye)
        // The message library's thread has to see it before the socket closes.
        MonotonicClock.sleep(until: clock.now() + Limits.farewell)
        socket.close()
    }
}

// MARK: What the agent says

extension PortedCar {
    private static let limits = MessageLimits(
        parts: 2, byteCount: 2 * PortProtocol.Limits.controlByteCount)

    private func receive() throws(ZeroMQError) {
        for _ in 0..<Limits.receiveBurst {
            guard case .message(let parts) = try socket.receive(limits: Self.limits) else { return }
            guard let bytes = parts.first?.copiedBytes(),
                let frame = try? PortFrame(decoding: bytes), frame.session == session
            else {
                counts.refused += 1
                continue
            }
            heard = clock.now()
            try take(frame.message)
        }
    }
    private func take(_ message: MachineMessage) throws(ZeroMQError) {
        switch message {
        case .welcome:
            isTaken = true
            counts.sessions += 1
            logger.notice("machine.taken", metadata: ["session": "\(session)"])
            try say(.operatorDemand(PortOperator(.arm)))
        case .refuse(let refuse):
            logger.warning(
                "machine.refused",
                metadata: ["reason": "\(refuse.reason.rawValue)", "text": "\(refuse.text)"])
            end()
        case .command(let command): obey(command)
        case .pace(let pace):
            guard let next = shared.instant(of: pace.next) else { return }
            car.setPace(next: next, period: .microseconds(Int64(pace.period)))
        case .goodbye: end()
        case .agentStatus: break
        case .hello, .capture, .odometry, .operatorDemand, .machineStatus: counts.refused += 1
        }
    }
    private func end() {
        isTaken = false
        isOver = true
    }
    /// A command that waited too long, here or in a queue, is none any more, nor is one that is no
    /// newer than the one before. A stamp of the future counts as now: it must not keep the car's
    /// own watchdog quiet.
    private func obey(_ command: PortCommand) {
        let now = clock.now()
        guard let made = shared.instant(of: command.stamp).map({ min($0, now) }),
            command.values.count == 2, command.number > obeyed,
            now - made <= .microseconds(Int64(command.validity))
        else {
            counts.lateCommands += 1
            return
        }
        counts.commands += 1
        obeyed = command.number
        car.apply(
            DriveCommand(
                steeringAngle: Double(command.values[0]), acceleration: Double(command.values[1])),
            at: made)
    }
}

// MARK: What it says

extension PortedCar {
    private func sendDue() throws(ZeroMQError) {
        let now = clock.now()
        if isTaken, now - heard > Limits.machineSilence { end() }
        guard isTaken else { return try sayHello(at: now) }
        if now >= nextOdometry {
            nextOdometry = now + Limits.odometryPeriod
            if let reading = car.odometry() {
                try say(
                    .odometry(
                        PortOdometry(
                            stamp: SharedClock.monotonicNow(), speed: Float(reading.speed),
                            yawRate: Float(reading.yawRate), state: [])))
            }
        }
        if now >= nextStatus {
            nextStatus = now + Limits.heartbeatPeriod
            try say(
                .machineStatus(
                    PortMachineStatus(
                        watchdogTrips: UInt32(clamping: car.counts.watchdogTrips),
                        lateCommands: UInt32(clamping: counts.lateCommands),
                        droppedCaptures: UInt32(clamping: counts.droppedCaptures),
                        hindrance: .none, obeyed: obeyed)))
        }
    }
    /// Under a new session after each one that ended or was refused.
    private func sayHello(at now: Instant) throws(ZeroMQError) {
        guard now >= nextHello else { return }
        nextHello = now + Limits.helloPeriod
        if isOver {
            session = max(random.next(), 1)
            obeyed = 0
            isOver = false
        }
        try say(.hello(hello))
    }
    private func sendPictures() throws(ZeroMQError) {
        signals.doorbell.clear()
        signals.takeAll(into: &taken)
        for signal in taken {
            switch signal {
            case .exposed(let id, let instant): exposures[id] = instant
            case .failed(let id): exposures[id] = nil
            case .picture(let id, let frame):
                guard let instant = exposures.removeValue(forKey: id), isTaken else { continue }
                sequence += 1
                let capture = PortCapture(
                    sequence: sequence, exposure: shared.stamp(of: instant),
                    pictureByteCount: UInt32(frame.pixels.count), state: frame.state)
                if try !say(.capture(capture), picture: frame.pixels) {
                    counts.droppedCaptures += 1
                }
            }
        }
    }
    @discardableResult
    private func say(
        _ message: MachineMessage, picture: [UInt8]? = nil
    ) throws(ZeroMQError) -> Bool {
        let control = MessagePart(
            copying: PortFrame(session: session, message).encoded())
        let parts = [control] + (picture.map { [MessagePart(copying: $0)] } ?? [])
        return try socket.send(parts) == .sent
    }
}
