import Foundation
import Testing

extension ProcessTests {
    /// A device under supervision: the service manager's watchdog, and the heartbeat.
    @Suite struct WatchdogTests {
        @Test func `signs of life end with the process that is paused, and come back with it`()
            throws
        {
            let stage = try Stage()
            defer { stage.clear() }
            let (manager, watcher) = (stage.path("manager"), stage.path("watcher"))
            let service = try Supervisor(manager)
            let supervisor = try Supervisor(watcher)
            let file = stage.path("heartbeat")
            // Nobody listens at port 1: a machine that waits in standby lives, too.
            let edge = try stage.start(
                "tombolo-edge",
                [
                    "--coordinator", "tcp://127.0.0.1:1", "--bundle", Repository.bundle.path,
                    "--heartbeat-socket", "unix:\(watcher)", "--heartbeat-file", file,
                ], environment: ["NOTIFY_SOCKET": manager, "WATCHDOG_USEC": "400000"])
            #expect(try service.next("") == "READY=1")
            for _ in 0..<5 { #expect(try service.next("WATCHDOG=1") == "WATCHDOG=1") }
            let ticks = try (0..<5).map { _ in try beat(supervisor) }
            #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0 < $1 })

            edge.pause()
            // What was sent before the pause took hold may still come; then there is silence.
            _ = supervisor.next(within: 200)
            supervisor.drain()
            service.drain()
            #expect(supervisor.next(within: 1_000) == nil)
            #expect(service.next(within: 0) == nil)
            let held = try String(contentsOfFile: file, encoding: .utf8)
            #expect(held.hasPrefix("alive "))
            edge.resume()
            #expect(try beat(supervisor) >= ticks[4])
            #expect(try service.next("WATCHDOG=1") == "WATCHDOG=1")

            edge.interrupt()
            #expect(try service.next("STOPPING") == "STOPPING=1")
            #expect(try supervisor.next("stopped").hasPrefix("stopped "))
            #expect(try edge.status() == 0)
            let last = try String(contentsOfFile: file, encoding: .utf8)
            #expect(last.hasPrefix("stopped ") && last.utf8.count == held.utf8.count)
            try edge.line(with: "event=heartbeat.ended", "given=")
        }
        /// Ticks of the next heartbeat.
        private func beat(_ supervisor: Supervisor) throws -> UInt64 {
            let line = try supervisor.next("alive")
            return try #require(
                line.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0) })
        }

        @Test func `a device that dies is noticed beside it, where the brake is`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let (place, stopped) = (stage.path("watch"), stage.path("brake"))
            let watch = try stage.script(
                "Deploy/edge/heartbeat-watch",
                ["--socket", place, "--limit-ms", "300", "--once", "--", "touch", stopped])
            try watch.line(with: "watching")
            let edge = try stage.start(
                "tombolo-edge",
                [
                    "--coordinator", "tcp://127.0.0.1:1", "--bundle", Repository.bundle.path,
                    "--heartbeat-socket", "unix:\(place)",
                ])
            try watch.line(with: "alive")
            #expect(!FileManager.default.fileExists(atPath: stopped))
            edge.kill()
            try watch.line(with: "silent")
            #expect(try watch.status() == 1)
            #expect(FileManager.default.fileExists(atPath: stopped), "the brake is on")
        }

        @Test func `the service's unit is one that systemd takes`() throws {
            let verifier = "/usr/bin/systemd-analyze"
            guard FileManager.default.isExecutableFile(atPath: verifier) else { return }
            let stage = try Stage()
            defer { stage.clear() }
            let unit = try String(
                contentsOf: Repository.root.appendingPathComponent(
                    "Deploy/edge/tombolo-edge.service"), encoding: .utf8)
            #expect(unit.contains("Type=notify") && unit.contains("WatchdogSec="))
            // The program is not installed here; everything else is judged.
            let copy = stage.path("tombolo-edge.service")
            try unit.replacingOccurrences(
                of: "ExecStart=/usr/local/bin/tombolo-edge", with: "ExecStart=/bin/true"
            ).write(toFile: copy, atomically: true, encoding: .utf8)
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: verifier)
            process.arguments = ["verify", copy]
            process.standardError = output
            try process.run()
            let said = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(String(decoding: said, as: UTF8.self) == "")
        }
    }
}
