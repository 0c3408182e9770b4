public import EdgeCore
public import Logging
public import Motion
import SansIO
import Synchronization
public import Timekeeping

/// Recorded pictures as if they were taken now, at the camera's rate, and commands that nothing
/// obeys: the open loop, in which a bundle can be tried on one's own recording.
///
/// What comes is what was recorded, whatever is commanded; speed and yaw rate are the recording's,
/// by the names of the state's fields. After the last picture the machine stands.
public final class RecordedFrames: SensorPort, ActuatorPort {
    private let folder: FrameFolder
    private let period: Interval
    private let fields: (speed: Int?, yawRate: Int?)
    private let logger: Logger
    private let onEnd: @Sendable () -> Void
    private let reading: Mutex<Odometry>
    private let isStopping = Atomic<Bool>(false)
    private let thread = Mutex<NamedThread?>(nil)
    private let told = Atomic<UInt64>(0)
    private let failed = Atomic<UInt64>(0)

    /// Plays `folder`, one picture each `period`, whose state has these `fields`. `onEnd` is called
    /// once behind the last picture.
    public init(
        folder: FrameFolder, period: Interval, fields: [String], logger: Logger,
        onEnd: @escaping @Sendable () -> Void
    ) {
        precondition(period > .zero, "pictures have a period")
        self.folder = folder
        self.period = period
        self.fields = (fields.firstIndex(of: "speed"), fields.firstIndex(of: "yaw rate"))
        self.logger = logger
        self.onEnd = onEnd
        reading = Mutex(Odometry(speed: 0, yawRate: 0))
    }

    /// Pictures shown, and those that could not be read.
    public var counts: [(name: String, count: UInt64)] {
        [
            ("captures", told.load(ordering: .relaxed)),
            ("unreadable", failed.load(ordering: .relaxed)),
        ]
    }
    /// Begins with the first picture.
    public func start(signal: @escaping @Sendable (SensorSignal) -> Void) {
        thread.withLock { thread in
            thread = NamedThread("frames", priority: .ordinary) { [self] in play(signal) }
        }
    }
    /// Ends within a period.
    public func stop() {
        isStopping.store(true, ordering: .releasing)
        thread.withLock { $0 }?.join()
    }
    /// The recording's, at its latest picture.
    public func odometry() -> Odometry? { reading.withLock { $0 } }
    /// Moves nothing.
    public func apply(_ command: MachineCommand) {}

    private func play(_ signal: @Sendable (SensorSignal) -> Void) {
        var clock = MonotonicClock()
        var next = clock.now()
        for number in 0..<folder.count {
            MonotonicClock.sleep(until: next)
            if isStopping.load(ordering: .acquiring) { return }
            show(number, at: clock.now(), signal)
            next = next + period
        }
        reading.withLock { $0 = Odometry(speed: 0, yawRate: 0) }
        onEnd()
    }
    /// Tells of one picture as taken at `now`.
    func show(_ number: Int, at now: Instant, _ signal: (SensorSignal) -> Void) {
        let id = CaptureID(UInt64(number))
        signal(.exposed(id, at: now))
        do throws(FrameFolderError) {
            let frame = try folder.frame(number)
            let speed = fields.speed.map { Double(frame.state[$0]) } ?? 0
            let yawRate = fields.yawRate.map { Double(frame.state[$0]) } ?? 0
            reading.withLock { $0 = Odometry(speed: speed, yawRate: yawRate) }
            told.add(1, ordering: .relaxed)
            signal(.picture(id, frame))
        } catch {
            failed.add(1, ordering: .relaxed)
            logger.warning("frames.unreadable", metadata: ["reason": "\(error)"])
            signal(.failed(id))
        }
    }
}
