public import EdgeCore
public import Logging
public import Motion
import PortProtocol
import SansIO
import Synchronization
public import Timekeeping
public import ZeroMQ

/// A machine that is another process of this computer, in any language, behind the ports of a car:
/// it speaks [the port's protocol](../../../../Protocol/PORTS.md) over a socket file.
///
/// A thread of its own owns the socket. The control loop leaves its command and takes the latest
/// odometry behind a lock that is held for a copy of a few numbers, and does not wait for it: a
/// command that finds it taken goes with the next tick.
public final class PortedMachine: SensorPort, ActuatorPort {
    /// What the control loop and the port's thread exchange.
    struct Exchange {
        var command: (output: ControlOutput, epoch: UInt64, stamp: Int64)?
        var pace: (next: Instant, period: Interval)?
        var odometry: (reading: Odometry, at: Instant)?
        /// Whether a machine is there that has none.
        var isWithoutOdometry = false
        /// The state vector that came with the latest odometry, for a camera beside the port.
        var state: [Float] = []
        var desk = OperatorDesk()
    }
    /// What is the control loop's alone.
    private struct Own {
        var odometry: (reading: Odometry, at: Instant)?
        var isWithoutOdometry = false
        var pace: (next: Instant, period: Interval)?
        var staleReadings: UInt64 = 0
        var busy: UInt64 = 0
    }
    let exchange = Mutex(Exchange())
    /// Locked for the type system's sake: only the control loop takes it, and whoever counts.
    private let own = Mutex(Own())
    let doorbell = Doorbell()
    let isStopping = Atomic<Bool>(false)
    let counted = Mutex(PortCounts())
    /// Whether the machine that is there does not follow its commands.
    let refuses = Atomic<Bool>(false)
    private let needs: MachineNeeds
    private let logger: Logger
    private let socket: Mutex<LinkOpener.Parcel?>
    private let thread = Mutex<NamedThread?>(nil)

    /// Listens at `endpoint`, `ipc://` and a path; nobody is served before `start`. Call it before
    /// other threads make files.
    public init(
        endpoint: String, needs: MachineNeeds, context: Context, logger: Logger
    ) throws(PortError) {
        let file = try PortSocketFile(endpoint)
        let options = PortedMachine.options(for: needs)
        let opened: Socket
        do throws(ZeroMQError) {
            opened = try Socket(.router, options: options, in: context)
        } catch {
            throw .transport(error)
        }
        try file.bind(opened)
        self.needs = needs
        self.logger = logger
        socket = Mutex(LinkOpener.Parcel(socket: opened))
    }
    /// A router, so that a machine that was started anew is told from the one before, and a second
    /// one is told why it has no place.
    private static func options(for needs: MachineNeeds) -> SocketOptions {
        var options = SocketOptions.coordinatorRouter
        // Of commands the newest counts, and a machine that does not read eight is not driven.
        options.sendLimit = Limits.portMessages
        options.receiveLimit = Limits.portMessages
        options.partByteLimit = max(
            needs.camera?.pictureByteCount ?? 0, PortProtocol.Limits.controlByteCount)
        options.keepAlive = nil
        options.backlog = Limits.portMessages
        return options
    }

    /// What it counted so far.
    public var counts: PortCounts {
        var counts = counted.withLock { $0 }
        (counts.staleReadings, counts.busyTicks) = own.withLock { ($0.staleReadings, $0.busy) }
        return counts
    }
    /// The state vector of the latest odometry, for a camera beside the port; nil before the first,
    /// and when that is too old.
    public func state(at now: Instant) -> [Float]? {
        exchange.withLock { exchange in
            guard let odometry = exchange.odometry, now - odometry.at <= Limits.odometryAge,
                !exchange.state.isEmpty
            else { return nil }
            return exchange.state
        }
    }

    /// Serves the machine from now on.
    public func start(signal: @escaping @Sendable (SensorSignal) -> Void) {
        guard let parcel = socket.withLock({ $0.take() }) else { return }
        thread.withLock { thread in
            thread = NamedThread("machine", priority: .prompt) { [self, needs, logger] in
                var loop = PortedMachineLoop(
                    machine: self, needs: needs, socket: parcel.socket, logger: logger,
                    signal: signal)
                loop.run()
            }
        }
    }
    /// Says goodbye to the machine and ends.
    public func stop() {
        isStopping.store(true, ordering: .releasing)
        doorbell.ring()
        thread.withLock { $0 }?.join()
    }
    /// It takes paces: what a camera that runs freely sends beyond them is skipped here.
    public var isTriggered: Bool { true }
    /// Tells the machine when to take pictures.
    public func setPace(next: Instant, period: Interval) {
        // It goes with the next command: it is told but once, and must not be lost.
        own.withLock { $0.pace = (next, period) }
    }
    /// The latest reading; not a number if there is none that is young enough, nor a machine; nil
    /// from one that said that it has none.
    public func odometry() -> Odometry? {
        var clock = MonotonicClock()
        return odometry(at: clock.now())
    }
    func odometry(at now: Instant) -> Odometry? {
        // While the port's thread is at it, the reading before stands, by its own age.
        own.withLock { own in
            exchange.withLockIfAvailable { exchange in
                own.odometry = exchange.odometry
                own.isWithoutOdometry = exchange.isWithoutOdometry
            }
            if own.isWithoutOdometry { return nil }
            guard let latest = own.odometry, now - latest.at <= Limits.odometryAge else {
                own.staleReadings += 1
                return Odometry(speed: .nan, yawRate: .nan)
            }
            return latest.reading
        }
    }
    /// What the machine's operator said since the last time.
    public func takeOperatorCommands() -> [OperatorCommand] {
        exchange.withLockIfAvailable { $0.desk.takeAll() } ?? []
    }
    /// Whether the machine says that its actuators do not follow, or does not confirm commands any
    /// more. One that is gone refuses nothing: that disarms.
    public var isRefusing: Bool { refuses.load(ordering: .relaxed) }
    /// The command of this tick, with what a machine is told beside.
    public func apply(_ output: ControlOutput, epoch: UInt64) {
        let stamp = SharedClock.monotonicNow()
        own.withLock { own in
            let done: Void? = exchange.withLockIfAvailable { exchange in
                exchange.command = (output, epoch, stamp)
                if let pace = own.pace { exchange.pace = pace }
            }
            if done != nil { own.pace = nil } else { own.busy += 1 }
        }
        doorbell.ring()
    }
    /// Never called: the loop says more than the command.
    public func apply(_ command: MachineCommand) {}
}
