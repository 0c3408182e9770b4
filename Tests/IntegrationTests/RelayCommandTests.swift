import ArgumentParser
import Relay
import Testing

@testable import tombolo

/// `tombolo relay` as a program, and the lines of its control.
@Suite struct RelayCommandTests {
    @Test func `runs, takes orders by its control, and says what it did`() throws {
        let relay = try Program(
            "tombolo",
            [
                "relay", "--to", "tcp://127.0.0.1:1", "--link", "lte-driving", "--seed", "7",
                "--control", "tcp://127.0.0.1:0",
            ])
        let control = try relay.value(of: "control", inLineWith: "ready", "seed=7")
        let cut = try RelayTell.parse([control, "cut", "--for", "3"]).line()
        #expect(try RelayControl.ask(cut, at: control).hasPrefix("{\"ok\": true"))
        #expect(throws: RelayError.self) {
            try RelayControl.ask("{}", at: "tcp://127.0.0.1:1")
        }
        #expect(try RelayControl.ask("{\"cut\": 3}", at: control).contains("\"ok\": false"))
        relay.interrupt()
        try relay.line(with: "ended connections=0 open=0")
        #expect(try relay.status() == 0)
    }
    @Test func `a link or an endpoint that is none ends it with what would be right`() throws {
        for (arguments, words) in [
            (["--to", "nowhere"], "write tcp://HOST:PORT"),
            (["--to", "tcp://127.0.0.1:1", "--link", "nope"], "ready-made are perfect"),
        ] {
            let relay = try Program("tombolo", ["relay"] + arguments)
            try relay.line(with: words)
            #expect(try relay.status() != 0)
        }
    }
    @Test func `each verb is the line that the documentation says`() throws {
        let lines: KeyValuePairs = [
            "cut --for 3": #"{"cut": "both", "forMilliseconds": 3000.0}"#,
            "cut --direction up": #"{"cut": "up"}"#,
            "stall": #"{"stall": "both"}"#,
            "heal --direction down": #"{"heal": "down"}"#,
            "handover --extra 30 --lossy":
                #"{"handover": "both", "isLossy": true, "extraMilliseconds": 30.0, "#
                + #""forMilliseconds": 0}"#,
            "link 3g": #"{"profile": "3g"}"#,
            "reset": #"{"connection": "reset"}"#,
            "close": #"{"connection": "close"}"#,
            "half-open": #"{"connection": "half-open"}"#,
            "blackhole": #"{"connection": "blackhole"}"#,
            "admit refuse": #"{"admission": "refuse"}"#,
            "counts": #"{"counts": true}"#,
        ]
        for (words, line) in lines {
            let arguments = ["there"] + words.split(separator: " ").map(String.init)
            #expect(try RelayTell.parse(arguments).line() == line)
        }
    }
}
