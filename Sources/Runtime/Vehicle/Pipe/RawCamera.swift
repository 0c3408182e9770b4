import EdgeCore
import Glibc
public import Logging
import SansIO
import Synchronization
public import Timekeeping

/// A camera whose pictures come through a pipe, one behind the other without headers, as ffmpeg
/// (`-f rawvideo`) and GStreamer (`fdsink`) write them.
///
/// A thread of its own reads as fast as they come, so that nothing queues up behind the head; which
/// of them count `FrameArrival` says. When the pipe ends, no more pictures come: plans grow old and
/// the failsafe stops the machine.
public final class RawCamera: Sendable {
    private struct Counts {
        var captures: UInt64 = 0
        var skipped: UInt64 = 0
        var backlog: UInt64 = 0
        var pauses: UInt64 = 0
        var withoutState: UInt64 = 0
        var cut: UInt64 = 0
        var ends: UInt64 = 0
    }
    /// The pipe, which is the thread's alone.
    private struct Pipe {
        var descriptor: Int32
    }
    private let setting: RawCameraSetting
    private let opened: Int32
    /// Where a pipe with a name is opened again after its writer ended.
    private let path: String?
    private let state: @Sendable (Instant) -> [Float]?
    private let logger: Logger
    private let verdict: @Sendable (Interval) -> FrameArrival.Verdict
    private let bell = Doorbell()
    private let isStopping = Atomic<Bool>(false)
    private let ended = Atomic<Bool>(false)
    private let thread = Mutex<NamedThread?>(nil)
    private let counted = Mutex(Counts())
    private let pace: Mutex<(choice: CapturePace, isKept: Bool)>
    private let scaler: PictureScaler

    /// Reads `descriptor`, which is the camera's from now on, and where it is a pipe at `path`
    /// waits for another writer when one ends. `state` is the state vector that goes with a picture
    /// of now; without one a picture is no use.
    public convenience init(
        setting: RawCameraSetting, descriptor: Int32, path: String?,
        state: @escaping @Sendable (Instant) -> [Float]?, logger: Logger
    ) {
        let period = Interval.nanoseconds(1_000_000_000 / Int64(max(setting.rateHertz, 1)))
        let arrival = FrameArrival(period: period)
        self.init(
            setting: setting, descriptor: descriptor, path: path, state: state, logger: logger,
            verdict: { arrival.verdict(waited: $0) })
    }
    /// With a judge of its own of how long a first byte was waited for, for tests.
    init(
        setting: RawCameraSetting, descriptor: Int32, path: String?,
        state: @escaping @Sendable (Instant) -> [Float]?, logger: Logger,
        verdict: @escaping @Sendable (Interval) -> FrameArrival.Verdict
    ) {
        self.verdict = verdict
        self.setting = setting
        opened = descriptor
        self.path = path
        self.state = state
        self.logger = logger
        scaler = PictureScaler(
            width: setting.width, height: setting.height, newWidth: setting.newWidth,
            newHeight: setting.newHeight)
        let period = Interval.nanoseconds(1_000_000_000 / Int64(max(setting.rateHertz, 1)))
        pace = Mutex((CapturePace(sensorPeriod: period), false))
        FileDescriptor.makePrivateAndNonBlocking(descriptor)
    }

    /// Opens the pipe at `path` without waiting for its writer; nil if that cannot be.
    public static func open(_ path: String) -> Int32? {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        return descriptor >= 0 ? descriptor : nil
    }

    /// Whether the pipe has ended.
    public var hasEnded: Bool { ended.load(ordering: .acquiring) }
    /// What it counted so far.
    public var counts: [(name: String, count: UInt64)] {
        let counts = counted.withLock { $0 }
        return [
            ("pipe_captures", counts.captures), ("pipe_skipped", counts.skipped),
            ("pipe_backlog", counts.backlog), ("pipe_after_pause", counts.pauses),
            ("pipe_without_state", counts.withoutState), ("pipe_cut", counts.cut),
            ("pipe_ends", counts.ends),
        ]
    }
    /// Begins to read.
    public func start(signal: @escaping @Sendable (SensorSignal) -> Void) {
        thread.withLock { thread in
            thread = NamedThread("pipe", priority: .ordinary) { [self] in read(signal) }
        }
    }
    /// Ends at once.
    public func stop() {
        isStopping.store(true, ordering: .releasing)
        bell.ring()
        thread.withLock { $0 }?.join()
    }
    /// Waits until its pipe has ended, for tests.
    func waitForEnd() { thread.withLock { $0 }?.join() }
    /// Captures come at this pace from now on; others are skipped.
    public func setPace(next: Instant, period: Interval) {
        pace.withLock { pace in
            pace.choice.keep(period: period, next: next, from: .origin)
            pace.isKept = true
        }
    }

    private func read(_ signal: @Sendable (SensorSignal) -> Void) {
        var clock = MonotonicClock()
        var id: UInt64 = 0
        var pipe = Pipe(descriptor: opened)
        defer { close(pipe.descriptor) }
        while true {
            let begin = clock.now()
            guard wait(pipe) else { return }
            let first = clock.now()
            guard let bytes = readPicture(&pipe) else {
                guard renew(&pipe) else { return }
                continue
            }
            let exposure = first - setting.delay
            guard isWanted(exposure, verdict(first - begin)) else { continue }
            signal(.exposed(CaptureID(id), at: exposure))
            if let state = state(first) {
                counted.withLock { $0.captures += 1 }
                let pixels = setting.format.pixels(
                    bytes, width: setting.width, height: setting.height)
                let frame = CameraFrame(pixels: scaler.scaled(pixels), state: state)
                signal(.picture(CaptureID(id), frame))
            } else {
                counted.withLock { $0.withoutState += 1 }
                signal(.failed(CaptureID(id)))
            }
            id += 1
        }
    }
    private func isWanted(_ exposure: Instant, _ verdict: FrameArrival.Verdict) -> Bool {
        switch verdict {
        case .backlog:
            counted.withLock { $0.backlog += 1 }
            return false
        case .afterPause:
            counted.withLock { $0.pauses += 1 }
            return false
        case .live: break
        }
        let isDue = pace.withLock { pace in
            if !pace.isKept {
                pace.choice.keep(period: setting.capturePeriod, next: exposure, from: .origin)
                pace.isKept = true
            }
            return pace.choice.uses(exposure)
        }
        if !isDue { counted.withLock { $0.skipped += 1 } }
        return isDue
    }

    /// The next picture, whole; nil when the pipe ends or the camera is stopped.
    private func readPicture(_ pipe: inout Pipe) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: setting.byteCount)
        var done = 0
        while done < bytes.count {
            let count = bytes.count - done
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(
                    pipe.descriptor, buffer.baseAddress.map { unsafe $0 + done }, count)
            }
            if got > 0 {
                done += got
            } else if got < 0, errno == EAGAIN || errno == EINTR {
                guard wait(pipe) else { return nil }
            } else {
                if done > 0 { counted.withLock { $0.cut += 1 } }
                return nil
            }
        }
        return bytes
    }
    /// After the end of a pipe: waits for another writer where there can be one.
    private func renew(_ pipe: inout Pipe) -> Bool {
        guard !isStopping.load(ordering: .acquiring) else { return false }
        counted.withLock { $0.ends += 1 }
        let next = path.flatMap { RawCamera.open($0) }
        let text = next == nil ? "no more pictures come" : "start its writer again"
        logger.warning("camera.ended", metadata: ["reason": "the pipe of pictures ended; \(text)"])
        guard let next else {
            ended.store(true, ordering: .releasing)
            return false
        }
        close(pipe.descriptor)
        pipe.descriptor = next
        return true
    }
    /// Waits until there is something to read, or the pipe's end; false when it is to stop.
    private func wait(_ pipe: Pipe) -> Bool {
        while !isStopping.load(ordering: .acquiring) {
            var entries = [
                pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell.fileDescriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe poll(&entries, 2, -1)
            if count < 0, errno != EINTR { return false }
            if count > 0, entries[0].revents != 0 { return true }
        }
        return false
    }
}
