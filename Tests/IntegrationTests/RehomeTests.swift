import Foundation
import Testing

@testable import tombolo

extension ProcessTests {
    @Suite struct RehomeTests {
        @Test func `a coordinator that ends sends its device to the other cell, and plans go on`()
            throws
        {
            let stage = try Stage()
            defer { stage.clear() }
            // Ports are needed before either starts: each knows the other, and the car knows both.
            let ports = try Stage.freePorts(4).map { "tcp://127.0.0.1:\($0)" }
            let cells = try (0..<2).map { cell in
                try stage.coordinator(
                    devices: ports[cell], workers: ports[cell + 2],
                    options: ["--cell", ports[1 - cell]]
                ).program
            }
            for cell in 0..<2 { try stage.worker(ports[cell + 2]).line(with: "ready coordinator=") }
            let stolen = StolenTime()
            let edge = try stage.edge(
                ports[0], "--coordinator", ports[1], "--fallback-budget", "60")
            try edge.line(with: "event=failsafe.changed", "to=nominal")
            let home = try edge.value(of: "coordinator", inLineWith: "event=session.established")
            let first = home == ports[0] ? 0 : 1
            let mark = edge.lineCount

            cells[first].terminate()
            try cells[first].line(with: "event=device.rehoming", "coordinator=\(ports[1 - first])")
            try edge.line(
                with: "event=session.rehoming", "coordinator=\(ports[1 - first])", from: mark)
            try edge.line(
                with: "event=session.established", "coordinator=\(ports[1 - first])", from: mark)
            try cells[first].line(with: "event=handover.ended", "staying=0")
            #expect(try cells[first].status() == 0)
            try cells[first].line(with: "event=ended", "rehomed=1", "balanced=true")
            try cells[1 - first].line(with: "event=device.opened", "name=car-1")
            let after = edge.lineCount
            // It drives on for a while there.
            try cells[1 - first].line(with: "event=device.reported", "state=nominal")
            edge.interrupt()
            #expect(try edge.status() == 0)
            let ended = try edge.line(with: "ended cause=", "balanced=true", from: after)
            // A machine that stands still for as long as that makes any plan too old.
            let fellBack = edge.output.lines.contains { $0.contains("to=fallback") }
            #expect(!fellBack || stolen.hundredths > 30, "\(ended)")

            let drive = try stage.drive()
            #expect(drive.fateSum == drive.summary.captures)
            #expect(drive.summary.sessions == 2)
            let granted = try edge.line(with: "event=control.begins")
            let allowed = Punctuality.missesAllowed(granted, of: drive.summary.ticks, stolen)
            #expect(drive.summary.missed <= allowed)
            cells[1 - first].terminate()
            #expect(try cells[1 - first].status() == 0)
            try cells[1 - first].line(with: "event=ended", "balanced=true")
        }
    }
}
