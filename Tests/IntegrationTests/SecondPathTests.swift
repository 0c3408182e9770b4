import Relay
import Testing

extension ProcessTests {
    @Suite struct SecondPathTests {
        @Test func `one of two ways is cut: the other takes over, and the cloud drives on`() throws
        {
            let stage = try Stage()
            defer { stage.clear() }
            let coordinator = try stage.coordinator()
            try stage.worker(coordinator.workers).line(with: "ready coordinator=")
            // One coordinator over two links, as by two interfaces of one car.
            let links = try (0..<2).map { _ in
                let relay = try stage.start(
                    "tombolo",
                    ["relay", "--to", coordinator.devices, "--control", "tcp://127.0.0.1:0"])
                return (
                    end: try relay.value(of: "listen", inLineWith: "ready"),
                    control: try relay.value(of: "control", inLineWith: "ready")
                )
            }
            let edge = try stage.edge(
                links[0].end, "--coordinator", links[1].end, "--second-path", "both",
                "--fallback-budget", "60")
            try edge.line(with: "event=failsafe.changed", "to=nominal")
            let home = try edge.value(of: "coordinator", inLineWith: "event=session.established")
            let first = home == links[0].end ? 0 : 1
            try edge.line(with: "event=standby.established", "coordinator=\(links[1 - first].end)")
            let mark = edge.lineCount
            let cut = try RelayControl.ask(#"{"cut": "both"}"#, at: links[first].control)
            #expect(cut.hasPrefix(#"{"ok": true"#))
            try edge.line(
                with: "event=session.established", "coordinator=\(links[1 - first].end)", from: mark
            )
            let heal = try RelayControl.ask(#"{"heal": "both"}"#, at: links[first].control)
            #expect(heal.hasPrefix(#"{"ok": true"#))
            try edge.line(
                with: "event=standby.established", "coordinator=\(links[first].end)", from: mark)
            edge.interrupt()
            #expect(try edge.status() == 0)
            try edge.line(with: "ended cause=", "balanced=true", from: mark)
            // What the first way did not answer, the second one did.
            try edge.line(with: "event=drive.ended", "answeredSecondWay=", from: mark)
            let drive = try stage.drive()
            #expect(drive.fateSum == drive.summary.captures)
        }
    }
}
