import EdgeCore
import Foundation
import Glibc
import Logging
import Runtime
import Timekeeping

/// A control tick of a recorded drive, without a recorder and with one, beside moving the bytes.
final class RecorderContest {
    /// From the last hand-over to the next: the recorder's thread sleeps again, as it does in the
    /// 20 ms between two ticks, and is woken anew.
    private static let pause = Interval.microseconds(400)
    /// A plain file is begun anew behind so many bytes.
    private static let fileByteCount = 64 << 20
    private let ticks: Int
    private let seconds: Double
    private let byteCount: Int
    private let plain: TickReplay
    private let recorded: TickReplay
    private let recorder: DriveRecorder
    private var backlog = RecordBacklog(recordsDecisions: true, tickDivisor: 5)
    private var turns = 0
    private var busy = 0
    private var clock = MonotonicClock()
    private let paths: (recording: String, plain: String)
    private let descriptor: Int32
    private var written = 0
    private let processorTime: (process: Double, thread: Double)

    /// Writes its own files into the folder of `recording`, and removes them at the end.
    init(_ drive: RecordedInputs, beside recording: String) throws {
        ticks = drive.inputs.count { if case .tick = $0.input { true } else { false } }
        guard ticks > 0, let first = drive.inputs.first, let last = drive.inputs.last else {
            throw ReplayError.notADrive
        }
        seconds = (last.time - first.time).seconds
        byteCount = max(drive.byteCount / ticks, 1)
        plain = TickReplay(drive)
        recorded = TickReplay(drive)
        let name = "bench-\(getpid())"
        let folder = URL(fileURLWithPath: recording).deletingLastPathComponent()
        paths = (
            folder.appendingPathComponent(name + ".mcap").path,
            folder.appendingPathComponent(name + ".bytes").path
        )
        let file = try RecordingFile(path: paths.recording, byteLimit: 1_000_000_000)
        let path = paths.plain
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchError.unexpected("cannot write \(path)") }
        recorder = DriveRecorder(
            setting: DriveSetting(
                name: "bench", bundle: "", world: nil, capturePeriodMs: 100, controlPeriodMs: 20,
                degradedAgeMs: 0, fallbackAgeMs: 0, pictureWidth: 1, pictureHeight: 1),
            car: nil, file: file, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        processorTime = Self.processorTime()
    }
    /// Ends the recorder and removes the files.
    func end() {
        recorder.finish(nil)
        close(descriptor)
        for path in [paths.recording, paths.plain] {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// What is replayed.
    var line: String {
        String(
            format: "drive: %.1f s, %d control ticks, %d bytes recorded a tick without pictures",
            seconds, ticks, byteCount)
    }
    var contest: Contest {
        let (without, copied, written) = (
            "a tick without a recorder", "memcpy of \(byteCount) bytes",
            "write of \(byteCount) bytes to a file"
        )
        let copy = ByteCopy(byteCount: byteCount)
        let bytes = [UInt8](repeating: 0x2A, count: byteCount)
        return Contest(
            title: "Control ticks with all that came since the one before, as the loop makes them",
            contestants: [
                contestant(without, []) { [plain] in _ = plain.tick() },
                contestant("a tick with a recorder", [without, copied, written]) { [self] in
                    let (made, found) = recorded.tick(into: &backlog, recorder.records)
                    turns += made
                    busy += found
                },
                contestant(copied, []) { copy.run() },
                contestant(written, []) { [self] in try write(bytes) },
            ])
    }
    /// What was counted beside the times.
    var closingLines: [String] {
        let now = Self.processorTime()
        let others = now.process - processorTime.process - (now.thread - processorTime.thread)
        let ticks = max(recorded.ticks, 1)
        return [
            String(
                format: "  the recorder's own thread: %.1f us of processor a tick, %.2f %% of one "
                    + "core at 50 ticks a second", others / Double(ticks) * 1e6,
                others / Double(ticks) * 50 * 100),
            "  hand-overs: \(turns), of which \(busy) found the recorder at the mailbox and went a "
                + "turn later; \(backlog.lost + recorder.records.refused) records lost",
        ]
    }

    private func contestant(
        _ name: String, _ baselines: [String], _ body: @escaping () throws -> Void
    ) -> Contestant {
        var contestant = Contestant(
            name: name, baselines: baselines, calls: 1, members: 1, note: "", body: body)
        // For each of them alike: what sleeps finds cold caches.
        contestant.prepare = { [self] in
            let until = clock.now() + Self.pause
            MonotonicClock.sleep(until: until)
        }
        return contestant
    }
    private func write(_ bytes: [UInt8]) throws {
        if written > Self.fileByteCount {
            written = 0
            guard lseek(descriptor, 0, SEEK_SET) == 0 else {
                throw BenchError.unexpected("a file cannot be begun anew")
            }
        }
        let count = bytes.count
        let done = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, count)
        }
        guard done == count else { throw BenchError.unexpected("a write was cut short") }
        written += count
    }
    /// Seconds of processor that the process and this thread took.
    private static func processorTime() -> (process: Double, thread: Double) {
        func read(_ clock: clockid_t) -> Double {
            var reading = timespec()
            guard unsafe clock_gettime(clock, &reading) == 0 else { return 0 }
            return Double(reading.tv_sec) + Double(reading.tv_nsec) / 1e9
        }
        return (read(CLOCK_PROCESS_CPUTIME_ID), read(CLOCK_THREAD_CPUTIME_ID))
    }
}
