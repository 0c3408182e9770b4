import Synchronization
import Timekeeping

/// Tells supervisors that the control loop lives: the service manager, a file, a socket.
///
/// A thread of its own looks at the loop's pulse and passes it on while that goes on; a loop that
/// hangs, or a process that is stopped or dead, gives no more signs. The loop itself never writes.
/// A supervisor that misses them stops the machine: a microcontroller, or `heartbeat-watch`.
///
/// Each heartbeat is one line, `alive` and the count of ticks; the last one says `stopped`, which
/// tells a machine that stands from a program that died.
public final class LoopHeartbeat: Sendable {
    /// Where it goes.
    public struct Places: Sendable {
        /// The service manager.
        public var manager: ServiceNotifier?
        /// A file.
        public var file: String?
        /// A supervisor's socket.
        public var socket: UnixAddress?

        /// Places, all of which may be missing.
        public init(manager: ServiceNotifier?, file: String?, socket: UnixAddress?) {
            self.manager = manager
            self.file = file
            self.socket = socket
        }
    }
    /// What the control loop counts its ticks with.
    public let pulse = Pulse()
    private let manager: DatagramSender?
    private let socket: DatagramSender?
    private let file: HeartbeatFile?
    private let counted = Mutex(HeartbeatCounts())
    private let isOver = Atomic<Bool>(false)
    private let bell = Doorbell()
    private let thread = Mutex<NamedThread?>(nil)

    /// Begins to watch the pulse. The service manager hears that the process is ending as soon as
    /// `shutdown` is asked for.
    ///
    /// - Throws: `ProcessFailure` if the file cannot be written.
    public init(_ places: Places, shutdown: Shutdown) throws(ProcessFailure) {
        manager = places.manager.flatMap { DatagramSender(to: $0.address) }
        socket = places.socket.flatMap { DatagramSender(to: $0) }
        if let path = places.file {
            guard let file = HeartbeatFile(path: path) else {
                throw ProcessFailure(.file, "cannot write \(path); choose another --heartbeat-file")
            }
            self.file = file
        } else {
            file = nil
        }
        pass(Self.line("waiting", 0))
        let schedule = BeatSchedule(
            period: Limits.heartbeatPeriod, serviceLimit: places.manager?.watchdogLimit)
        thread.withLock {
            $0 = NamedThread("heartbeat", priority: .prompt) { [self] in
                watch(schedule, shutdown)
            }
        }
    }

    /// What it did so far.
    public var counts: HeartbeatCounts { counted.withLock { $0 } }

    /// Ends it. `isOrderly` says that the machine stands: only then the last line is `stopped`.
    public func end(isOrderly: Bool) {
        isOver.store(true, ordering: .releasing)
        bell.ring()
        thread.withLock { $0 }?.join()
        guard isOrderly else { return }
        let line = Self.line("stopped", pulse.ticks)
        if let file { count(file.write(line)) }
        guard let socket else { return }
        // The one line that must arrive: a supervisor's queue of ten may be full of the others.
        var clock = MonotonicClock()
        for _ in 0..<Limits.lastBeatTries {
            if socket.send(line) { return count(true) }
            MonotonicClock.sleep(until: clock.now() + Limits.retry)
        }
        count(false)
    }

    private func watch(_ first: BeatSchedule, _ shutdown: Shutdown) {
        var schedule = first
        var clock = MonotonicClock()
        var hasTold = false
        while !isOver.load(ordering: .acquiring) {
            let ticks = pulse.ticks
            for sign in schedule.look(ticks: ticks, at: clock.now()) {
                switch sign {
                case .ready: tell("READY=1")
                case .service: tell("WATCHDOG=1")
                case .beat: pass(Self.line("alive", ticks))
                }
            }
            if shutdown.isRequested, !hasTold {
                hasTold = true
                tell("STOPPING=1")
            }
            bell.wait(milliseconds: Limits.heartbeatLookMilliseconds)
        }
        if !hasTold { tell("STOPPING=1") }
    }
    private func tell(_ text: String) {
        if let manager { count(manager.send(text)) }
    }
    private func pass(_ line: String) {
        if let file { count(file.write(line)) }
        if let socket { count(socket.send(line)) }
    }
    private func count(_ wasHeard: Bool) {
        counted.withLock {
            $0.given += 1
            if !wasHeard { $0.unheard += 1 }
        }
    }
    /// Always 29 bytes, so that a file's next line covers the last one.
    private static func line(_ state: String, _ ticks: UInt64) -> String {
        let digits = String(ticks)
        return state + String(repeating: " ", count: 8 - state.count)
            + String(repeating: "0", count: 20 - digits.count) + digits + "\n"
    }
}
