import Foundation
import Testing

@testable import tombolo

extension ProcessTests {
    @Suite struct DemoTests {
        @Test func `shows a cut and its bridging in a short drive of real processes`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let stolen = StolenTime()
            let demo = try stage.start(
                "tombolo",
                [
                    "demo", "--bundle", Repository.bundle.path, "--output", stage.folder.path,
                    "--duration", "14", "--cut-at", "5", "--cut-for", "2.5",
                ])
            // Waits in steps: starting, driving and the last stop each take their time.
            try demo.line(with: "driving 14 s")
            try demo.line(with: "the link is back")
            let status = try demo.status()
            let drive = try stage.drive()
            let summary = drive.summary
            let grant = try #require(
                try text("car.log", of: stage).split(separator: "\n")
                    .first { $0.contains("event=control.begins") })
            let allowed = Punctuality.missesAllowed(
                String(grant), of: summary.ticks + summary.missed, stolen)
            #expect(summary.missed <= allowed, "\(grant)")
            if summary.missed == 0 {
                #expect(status == 0, "\(demo.output.lines.suffix(14))")
            } else {
                // Without real-time priority, or on a machine that lost its processors for a while;
                // then it is all that the demo may say.
                let faults = demo.output.lines.filter { $0.hasPrefix("tombolo demo: ") }
                #expect(
                    faults == [
                        "tombolo demo: \(summary.missed) of \(summary.ticks + summary.missed) "
                            + "control ticks were missed"
                    ])
            }
            #expect(summary.standing && summary.distanceM > 0)
            #expect(drive.drivers.contains("cloudPlan"))
            let events = drive.records.filter { $0.kind == "link" }
            #expect(events.count == 2)
            try expectStatesTold(text("coordinator.log", of: stage))
            let page = try text("drive.html", of: stage)
            #expect(page.contains("<!doctype html>") && page.contains("\"event\":\"healed\""))
        }

        /// The coordinator saw the cloud drive, was told after the cut what drove instead, and saw
        /// the cloud drive again; only what is worse than degraded is a warning.
        private func expectStatesTold(_ log: String) throws {
            let lines = log.split(separator: "\n").filter { $0.contains("event=device.reported ") }
            #expect(lines.allSatisfy { $0.contains("name=car-1") && $0.contains("plan_age_ms=") })
            let states = lines.map { line in
                line.split(separator: " ").first { $0.hasPrefix("state=") }?.dropFirst(6) ?? ""
            }
            #expect(states.first == "standby")
            let fallback = try #require(states.firstIndex(of: "fallback"), "\(states)")
            #expect(states[..<fallback].contains("nominal"))
            #expect(states[fallback...].contains("nominal"))
            for (line, state) in zip(lines, states) {
                let isWarning = line.contains("level=warning")
                #expect(isWarning == !["standby", "nominal", "degraded"].contains(state))
            }
        }

        @Test func `refuses a cut that would end after the drive, and says what to do`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let demo = try stage.start(
                "tombolo", ["demo", "--duration", "20", "--cut-at", "18", "--cut-for", "5"])
            #expect(try demo.status() == 64)
            try demo.line(with: "ends at 23 s", "an earlier --cut-at")
        }

        private func text(_ name: String, of stage: Stage) throws -> String {
            try String(contentsOf: stage.folder.appendingPathComponent(name), encoding: .utf8)
        }
    }
}
