import EdgeCore
import Foundation
import Glibc
import SansIO
import Synchronization
import Testing
import Timekeeping

@testable import Runtime

@Suite struct RawCameraTests {
    /// What the test says to a camera's thread.
    private final class Scene: Sendable {
        let verdicts: Mutex<[FrameArrival.Verdict]>
        let state = Mutex<[Float]?>([1, 2])
        init(_ verdicts: [FrameArrival.Verdict]) { self.verdicts = Mutex(verdicts) }
        func verdict() -> FrameArrival.Verdict {
            verdicts.withLock { verdicts in verdicts.isEmpty ? .live : verdicts.removeFirst() }
        }
    }
    /// A camera behind a pipe whose pictures are judged by the test.
    private final class Bench {
        let camera: RawCamera
        let writer: Int32
        let signals = Mailbox<SensorSignal>(limit: 64, doorbell: Doorbell())
        let scene: Scene

        init(
            _ verdicts: [FrameArrival.Verdict] = [], capturePeriod: Interval = .nanoseconds(1),
            delay: Interval = .zero
        ) {
            var ends: [Int32] = [-1, -1]
            let status = unsafe pipe(&ends)
            precondition(status == 0)
            writer = ends[1]
            let scene = Scene(verdicts)
            self.scene = scene
            let setting = RawCameraSetting(
                width: 4, height: 2, format: .rgb24, rateHertz: 10, delay: delay, newWidth: 2,
                newHeight: 1, capturePeriod: capturePeriod)
            camera = RawCamera(
                setting: setting, descriptor: ends[0], path: nil,
                state: { _ in scene.state.withLock { $0 } }, logger: PortBench.quiet,
                verdict: { _ in scene.verdict() })
            camera.start { [signals] in signals.post($0) }
        }
        func write(_ bytes: [UInt8]) {
            let count = unsafe Glibc.write(writer, bytes, bytes.count)
            #expect(count == bytes.count)
        }
        func told(_ count: Int) -> [SensorSignal] {
            var all: [SensorSignal] = []
            var taken: [SensorSignal] = []
            for _ in 0..<100 where all.count < count {
                signals.doorbell.wait(milliseconds: 100)
                signals.doorbell.clear()
                signals.takeAll(into: &taken)
                all += taken
            }
            return all
        }
        func count(_ name: String) -> UInt64 {
            camera.counts.first { $0.name == name }?.count ?? 0
        }
        func end() {
            close(writer)
            camera.stop()
        }
    }
    /// A picture of 4 by 2 pixels, all of one value.
    private func picture(_ value: UInt8) -> [UInt8] { [UInt8](repeating: value, count: 24) }

    @Test func `pictures come whole however they are written, scaled and with the state`() {
        let bench = Bench()
        let bytes = picture(9) + picture(10)
        for byte in bytes { bench.write([byte]) }
        let told = bench.told(4)
        let frames = told.compactMap { signal in
            if case .picture(_, let frame) = signal { frame } else { nil }
        }
        #expect(
            frames == [
                CameraFrame(pixels: [UInt8](repeating: 9, count: 6), state: [1, 2]),
                CameraFrame(pixels: [UInt8](repeating: 10, count: 6), state: [1, 2]),
            ])
        bench.end()
        #expect(bench.count("pipe_captures") == 2)
    }

    @Test func `what had queued up is let go, and so is the first after a pause`() {
        let bench = Bench([.live, .backlog, .backlog, .afterPause, .live])
        for value in 1...5 as ClosedRange<UInt8> { bench.write(picture(value)) }
        let values = bench.told(4).compactMap { signal in
            if case .picture(_, let frame) = signal { frame.pixels.first } else { nil }
        }
        #expect(values == [1, 5])
        bench.end()
        #expect(bench.count("pipe_backlog") == 2)
        #expect(bench.count("pipe_after_pause") == 1)
    }

    @Test func `a camera that is faster than the bundle is thinned out`() {
        let bench = Bench(capturePeriod: .seconds(3_600))
        for value in 1...5 as ClosedRange<UInt8> { bench.write(picture(value)) }
        bench.end()
        #expect(bench.count("pipe_captures") + bench.count("pipe_skipped") <= 5)
        #expect(bench.count("pipe_captures") <= 1)
    }

    @Test func `without a state a picture has failed`() {
        let bench = Bench()
        bench.scene.state.withLock { $0 = nil }
        bench.write(picture(1))
        let told = bench.told(2)
        guard case .exposed(CaptureID(0), _) = told.first, case .failed(CaptureID(0)) = told.last
        else {
            Issue.record("found \(told.count)")
            return
        }
        bench.end()
        #expect(bench.count("pipe_without_state") == 1)
    }

    @Test func `an exposure lies before the first byte by the delay that was said`() {
        let bench = Bench(delay: .seconds(1_000))
        var clock = MonotonicClock()
        bench.write(picture(1))
        guard case .exposed(_, let exposure) = bench.told(2).first else {
            Issue.record("a picture was written")
            return
        }
        #expect(clock.now() - exposure >= .seconds(1_000))
        bench.end()
    }

    @Test
    func `when the pipe ends, in the middle of a picture too, no more come and it is counted`() {
        let bench = Bench()
        bench.write(picture(1) + [1, 2, 3])
        _ = bench.told(2)
        close(bench.writer)
        // Its thread ends by itself.
        bench.camera.waitForEnd()
        #expect(bench.camera.hasEnded)
        #expect(bench.count("pipe_cut") == 1)
        #expect(bench.count("pipe_ends") == 1)
        bench.camera.stop()
    }

    @Test func `at a pipe with a name another writer may follow`() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            .path
        let made = unsafe mkfifo(path, 0o600)
        #expect(made == 0)
        defer { unsafe unlink(path) }
        let descriptor = try #require(RawCamera.open(path))
        let signals = Mailbox<SensorSignal>(limit: 64, doorbell: Doorbell())
        let setting = RawCameraSetting(
            width: 1, height: 1, format: .rgb24, rateHertz: 10, delay: .zero, newWidth: 1,
            newHeight: 1, capturePeriod: .nanoseconds(1))
        let camera = RawCamera(
            setting: setting, descriptor: descriptor, path: path, state: { _ in [] },
            logger: PortBench.quiet, verdict: { _ in .live })
        camera.start { signals.post($0) }
        var pixels: [UInt8] = []
        for value in [1, 2] as [UInt8] {
            // Opening waits for the reader, who opens again when the first writer is gone.
            let writer = unsafe open(path, O_WRONLY)
            let count = unsafe write(writer, [value, value, value], 3)
            #expect(count == 3)
            close(writer)
            var taken: [SensorSignal] = []
            for _ in 0..<100 where pixels.count < Int(value) {
                signals.doorbell.wait(milliseconds: 100)
                signals.doorbell.clear()
                signals.takeAll(into: &taken)
                for case .picture(_, let frame) in taken { pixels += frame.pixels.prefix(1) }
            }
        }
        #expect(pixels == [1, 2])
        camera.stop()
        #expect(!camera.hasEnded)
    }
}
