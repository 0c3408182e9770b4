import EdgeCore
import Foundation
import ModelBundle
import SansIO
import Testing
import Timekeeping

@testable import Runtime

@Suite final class FrameFolderTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        UUID().uuidString)
    private let bundle: ModelBundle
    private let fields = "speed,yaw rate,steering angle,acceleration"

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        bundle = try ModelBundle(
            directory: root.appendingPathComponent("Deploy/models/driving").path)
    }
    deinit { try? FileManager.default.removeItem(at: folder) }

    private func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
    private func array(_ name: String, type: String, shape: String, _ bytes: [UInt8]) throws {
        var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }"
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        let count = header.utf8.count
        try write(
            name,
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 255), UInt8(count >> 8)]
                + Array(header.utf8) + bytes)
    }
    private func floats(_ values: [Float]) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 255) } }
    }
    private func picture(_ value: UInt8) -> [UInt8] {
        [UInt8](repeating: value, count: 192 * 96 * 3)
    }
    private func pixmap(_ value: UInt8) -> [UInt8] {
        Array("P6\n# made by a test\n192 96\n255\n".utf8) + picture(value)
    }
    private func error() -> FrameFolderError? {
        do throws(FrameFolderError) {
            _ = try FrameFolder(path: folder.path, bundle: bundle)
            return nil
        } catch {
            return error
        }
    }
    private func path(_ name: String) -> String { folder.path + "/" + name }

    @Test func `arrays are read row by row`() throws {
        try array("images.npy", type: "|u1", shape: "2, 96, 192, 3", picture(7) + picture(8))
        try array("states.npy", type: "<f4", shape: "2, 4", floats([1, 2, 3, 4, 5, 6, 7, -8]))
        let frames = try FrameFolder(path: folder.path, bundle: bundle)
        #expect(frames.count == 2)
        #expect(try frames.frame(0) == CameraFrame(pixels: picture(7), state: [1, 2, 3, 4]))
        #expect(try frames.frame(1) == CameraFrame(pixels: picture(8), state: [5, 6, 7, -8]))
    }

    @Test func `pictures and a table are read in the order of their names`() throws {
        try write("b.ppm", pixmap(2))
        try write("a.ppm", pixmap(1))
        try write("states.csv", Array("\(fields)\r\n1, 0.5,0,0\n2,0,-1e-1,0\n\n".utf8))
        let frames = try FrameFolder(path: folder.path, bundle: bundle)
        #expect(try frames.frame(0) == CameraFrame(pixels: picture(1), state: [1, 0.5, 0, 0]))
        #expect(try frames.frame(1) == CameraFrame(pixels: picture(2), state: [2, 0, -0.1, 0]))
    }

    @Test func `a recording is played at the camera's rate, and its end is told`() throws {
        try array("images.npy", type: "|u1", shape: "2, 96, 192, 3", picture(7) + picture(8))
        try array("states.npy", type: "<f4", shape: "2, 4", floats([1, 2, 3, 4, 5, 6, 7, 8]))
        let shutdown = Shutdown()
        let recorded = RecordedFrames(
            folder: try FrameFolder(path: folder.path, bundle: bundle), period: .milliseconds(1),
            fields: bundle.state.map(\.name), logger: PortBench.quiet,
            onEnd: { shutdown.request() })
        var told: [SensorSignal] = []
        recorded.show(1, at: .milliseconds(5)) { told.append($0) }
        guard case .exposed(let id, let instant) = told.first,
            case .picture(_, let frame) = told.last
        else {
            Issue.record("a picture is told by its exposure and its pixels")
            return
        }
        #expect((id, instant) == (CaptureID(1), .milliseconds(5)))
        #expect(frame.state == [5, 6, 7, 8])
        #expect(recorded.odometry() == Odometry(speed: 5, yawRate: 6))
        let signals = Mailbox<SensorSignal>(limit: 8, doorbell: Doorbell())
        recorded.start { signals.post($0) }
        shutdown.doorbell.wait(milliseconds: 10_000)
        #expect(shutdown.isRequested)
        #expect(recorded.odometry() == Odometry(speed: 0, yawRate: 0), "it stands at the end")
        recorded.stop()
        var played: [SensorSignal] = []
        signals.takeAll(into: &played)
        #expect(played.count == 4)
    }

    @Test func `a picture that is gone when it is due has failed, and the next one comes`() throws {
        try write("a.ppm", pixmap(1))
        try write("b.ppm", pixmap(2))
        try write("states.csv", Array("\(fields)\n1,0,0,0\n2,0,0,0\n".utf8))
        let recorded = RecordedFrames(
            folder: try FrameFolder(path: folder.path, bundle: bundle), period: .milliseconds(1),
            fields: bundle.state.map(\.name), logger: PortBench.quiet, onEnd: {})
        try FileManager.default.removeItem(atPath: path("a.ppm"))
        var told: [SensorSignal] = []
        recorded.show(0, at: .milliseconds(5)) { told.append($0) }
        recorded.show(1, at: .milliseconds(6)) { told.append($0) }
        guard told.count == 4, case .failed(CaptureID(0)) = told[1], case .picture = told[3] else {
            Issue.record("found \(told.count)")
            return
        }
        #expect(recorded.counts.map(\.count) == [1, 1])
    }

    @Test func `a folder without a recording says what one is`() {
        #expect(error() == .empty(folder: folder.path))
        #expect(error()?.description.contains("images.npy and states.npy") == true)
    }

    @Test func `arrays of another shape, type or length are refused by their file`() throws {
        try array("images.npy", type: "|u1", shape: "2, 96, 192, 3", picture(7) + picture(8))
        #expect(error() == .unreadable(path: path("states.npy")))
        try array("states.npy", type: "<f4", shape: "1, 4", floats([1, 2, 3, 4]))
        #expect(
            error()
                == .malformed(
                    path: folder.path, reason: "images.npy has 2 rows, states.npy 1"))
        try array("states.npy", type: "<f8", shape: "2, 4", [UInt8](repeating: 0, count: 64))
        #expect(error()?.description.contains("C-ordered array of <f4") == true)
        try array("states.npy", type: "<f4", shape: "2, 3", floats([1, 2, 3, 4, 5, 6]))
        #expect(
            error()?.description.contains("rows have the shape [3], the bundle needs [4]") == true)
        try array("states.npy", type: "<f4", shape: "2, 4", floats([1, 2, 3, 4, 5, 6, 7]))
        #expect(
            error() == .malformed(path: path("states.npy"), reason: "it ends before its 2 rows do"))
        try write("states.npy", [1, 2, 3])
        #expect(error() == .malformed(path: path("states.npy"), reason: "it ends too early"))
        try write("states.npy", [UInt8](repeating: 1, count: 100))
        #expect(error() == .malformed(path: path("states.npy"), reason: "it is no NumPy array"))
    }

    @Test func `pictures of another kind or size are refused by their file`() throws {
        try write("states.csv", Array("\(fields)\n1,0,0,0\n".utf8))
        try write("a.ppm", Array("P5\n192 96\n255\n".utf8) + picture(0))
        #expect(error() == .malformed(path: path("a.ppm"), reason: "it is no binary PPM (P6)"))
        try write("a.ppm", Array("P6\n640 480\n255\n".utf8))
        #expect(error()?.description.contains("it is 640x480 with 255 levels") == true)
        try write("a.ppm", Array("P6\n192 96\n255\n".utf8) + picture(0).dropLast())
        #expect(error() == .malformed(path: path("a.ppm"), reason: "it ends too early"))
        try write("a.ppm", Array("P6 192 # no end".utf8))
        #expect(error() == .malformed(path: path("a.ppm"), reason: "its header is not legal"))
    }

    @Test(arguments: [
        ("speed,yaw rate\n1,2\n", 1, "the fields are to be"),
        ("FIELDS\n1,2,3\n", 2, "4 finite numbers"),
        ("FIELDS\n1,2,3,4\n1,2,x,4\n", 3, "4 finite numbers"),
        ("FIELDS\n1,2,nan,4\n", 2, "4 finite numbers"),
        ("FIELDS\n1,2,3,4,\n", 2, "4 finite numbers"),
    ])
    func `a wrong line of the table is named by its number`(
        text: String, line: Int, words: String
    ) throws {
        try write("a.ppm", pixmap(1))
        try write("states.csv", Array(text.replacingOccurrences(of: "FIELDS", with: fields).utf8))
        guard case .line(_, line, let reason) = error() else {
            Issue.record("found \(String(describing: error()))")
            return
        }
        #expect(reason.contains(words))
    }

    @Test func `as many states as pictures are needed`() throws {
        try write("a.ppm", pixmap(1))
        #expect(error() == .unreadable(path: path("states.csv")))
        try write("states.csv", Array("\(fields)\n1,0,0,0\n1,0,0,0\n".utf8))
        #expect(
            error()
                == .malformed(
                    path: path("states.csv"), reason: "it has 2 lines for 1 pictures"))
    }
}
