import Foundation
import Recording
import Runtime
import Testing

extension ProcessTests {
    /// Recordings of real processes.
    @Suite struct RecordingTests {
        /// The output and status of `tombolo replay`.
        private func replay(_ file: URL) throws -> (status: Int32, text: String) {
            let process = Process()
            let both = Pipe()
            process.executableURL = try Repository.executable("tombolo")
            process.arguments = ["replay", file.path]
            process.standardOutput = both
            process.standardError = both
            try process.run()
            let bytes = try both.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
        }

        @Test func `a drive by the cloud is decided again in the same way`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let (_, devices, workers) = try stage.coordinator()
            let worker = try stage.worker(workers)
            try worker.line(with: "ready coordinator=")
            let edge = try stage.edge(devices, "--duration", "4")
            #expect(try edge.status() == 0)
            let (status, text) = try replay(stage.recording)
            #expect(status == 0, "\(text)")
            #expect(text.contains("same decisions: "))
            let report = try DriveReplay.run([
                try #require(RecordingFileSource(path: stage.recording.path))
            ])
            #expect(report.difference == nil && report.uncompared <= 1)
            #expect(report.commands > 190)
            #expect(try stage.drive().records.contains { $0.kind == "plan" })
        }
        @Test func `a process that is killed leaves a recording that is read and replayed`() throws
        {
            let stage = try Stage()
            defer { stage.clear() }
            let edge = try stage.edge("tcp://127.0.0.1:1")
            try edge.line(with: "ready coordinator=")
            let path = stage.recording.path
            for _ in 0..<600 {
                if (RecordingFileSource(path: path)?.byteCount ?? 0) > 200_000 { break }
                usleep(50_000)
            }
            edge.kill()
            let source = try #require(RecordingFileSource(path: path))
            var reader = try RecordingReader(source)
            while try reader.next() != nil {}
            #expect(reader.ending != .finished)
            let (status, text) = try replay(stage.recording)
            #expect(status == 0, "\(text)")
        }
        @Test func `a full disk ends the recording, and not the drive`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let edge = try stage.start(
                "tombolo-edge",
                [
                    "--coordinator", "tcp://127.0.0.1:1", "--bundle", Repository.bundle.path,
                    "--record", "/dev/full", "--duration", "2",
                ])
            try edge.line(with: "event=recording.stopped", "No space left on device")
            #expect(try edge.status() == 0)
            try edge.line(with: "ended cause=duration standing=true", "balanced=true")
        }
        @Test func `what cannot be replayed is refused with the reason`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let file = stage.folder.appendingPathComponent("a.mcap")
            try Data("no recording".utf8).write(to: file)
            let (status, text) = try replay(file)
            #expect(status == 73)
            #expect(text.contains("is no MCAP file"))
            let missing = try replay(stage.folder.appendingPathComponent("b.mcap"))
            #expect(missing.status == 73 && missing.text.contains("cannot read"))
        }
    }
}
