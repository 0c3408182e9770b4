import EdgeCore
import Foundation
import ModelBundle
import Motion
import Randomness
import SansIO
import Synchronization
import Timekeeping
import Wire
import ZeroMQ

@testable import Runtime

/// A device's shell with a socket and threads of its own; time, sensors, actuators and models are
/// the test's.
final class ShellBench {
    /// Where commands go, and where a car that stands comes from.
    final class Ports: SensorPort, ActuatorPort {
        let commands = Mutex<[MachineCommand]>([])
        let paces = Mutex<[Interval]>([])
        let isTriggered: Bool
        let refuses = Atomic<Bool>(false)
        var isRefusing: Bool { refuses.load(ordering: .relaxed) }
        init(isTriggered: Bool) { self.isTriggered = isTriggered }
        func setPace(next: Instant, period: Interval) { paces.withLock { $0.append(period) } }
        func start(signal: @escaping @Sendable (SensorSignal) -> Void) {}
        func stop() {}
        func odometry() -> Odometry? { Odometry(speed: 0, yawRate: 0) }
        func apply(_ command: MachineCommand) { commands.withLock { $0.append(command) } }
    }
    private final class Time: Sendable {
        let nanoseconds = Atomic<UInt64>(10_000_000_000)
    }
    let shell: EdgeShell
    let ports: Ports
    let context: Context
    let shutdown = Shutdown()
    let records = Mailbox<EdgeRecord>(limit: 4_096, doorbell: Doorbell())
    private let time = Time()
    private var written: [EdgeRecord] = []

    /// A shell whose coordinator is at a port where nobody listens.
    init(
        context: Context? = nil, duration: Interval? = nil, random: UInt64 = 5,
        isTriggered: Bool = false, pulse: Pulse? = nil, recordsDecisions: Bool = false,
        glimpse: @escaping @Sendable () -> DriveGlimpse? = { nil }
    ) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let bundle = try ModelBundle(
            directory: root.appendingPathComponent("Deploy/models/driving").path)
        var machine = EdgeConfiguration.car(
            name: "car", bundle: BundleID(bundle), planLimits: PlanLimits(bundle.plan),
            rates: bundle.latent.rates.map { LatentRate($0) })
        machine.coordinators = ["tcp://127.0.0.1:1"]
        let context = try context ?? Context(inputOutputThreads: 1)
        self.context = context
        ports = Ports(isTriggered: isTriggered)
        var settings = EdgeShellConfiguration(
            machine: machine, random: Seed(random).stream("shell"), duration: duration,
            recordEvery: 1, recordsDecisions: recordsDecisions)
        settings.pulse = pulse
        shell = EdgeShell(
            configuration: settings,
            models: try EdgeModels(bundle: bundle, backend: StillBackend()), sensor: ports,
            actuator: ports, glimpse: glimpse, records: records, shutdown: shutdown,
            context: context)
        shell.clock = MonotonicClock { [time] in time.nanoseconds.load(ordering: .relaxed) }
    }
    deinit { shell.close() }

    var now: Instant { Instant(nanoseconds: time.nanoseconds.load(ordering: .relaxed)) }
    var commandCount: Int { ports.commands.withLock { $0.count } }
    /// What was recorded so far.
    var record: [EdgeRecord] {
        var taken: [EdgeRecord] = []
        records.takeAll(into: &taken)
        written += taken
        return written
    }
    var troubles: [String] {
        record.compactMap { if case .trouble(_, let reason) = $0 { reason } else { nil } }
    }

    /// A picture of the right size.
    let frame = CameraFrame(
        pixels: [UInt8](repeating: 9, count: 96 * 192 * 3), state: [0, 0, 0, 0])
    /// A plan to stand still.
    let plan = PlanValues(steps: [Float](repeating: 0, count: 100), beliefs: [80, 0, 0])

    /// A frame of the session under way.
    func frame(_ message: Message, sequence: UInt64) -> Envelope {
        Envelope(epoch: shell.machine.epoch, sequence: sequence, message: message)
    }
    /// Brings the core to a session, without a socket.
    func establish() {
        shell.feed(.connectionOpened(1))
        let welcome = Welcome(
            heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600), credit: 1)
        shell.feed(.received(frame(.welcome(welcome), sequence: 0)))
    }
    /// Lets `interval` pass.
    func pass(_ interval: Interval) {
        time.nanoseconds.add(UInt64(interval.nanoseconds), ordering: .relaxed)
    }
    /// One turn of the loop, and a tick passes; false once the drive is over. Other threads have
    /// `milliseconds` of real time to say something.
    func turn(patience milliseconds: Int32 = 0) -> Bool {
        guard shell.act() else { return false }
        shell.doorbell.wait(milliseconds: milliseconds)
        shell.listen()
        pass(.milliseconds(20))
        return true
    }
    /// Turns until `isDone`, for ten seconds of real time at most.
    func turn(until isDone: () -> Bool) -> Bool {
        for _ in 0..<2_000 where !isDone() {
            guard turn(patience: 5) else { return false }
        }
        return isDone()
    }
}
