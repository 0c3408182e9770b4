import LinkFiles
import NetworkModel
import Randomness
import Testing
import Timekeeping

/// Scenario files: what they say, and what is said of those that are wrong.
@Suite struct LinkScenarioTests {
    static let lines = [
        "{",
        #"  "v": 1, "name": "test", "seed": 7, "durationMilliseconds": 60000,"#,
        #"  "profile": {"v": 1, "name": "own", "both": {"delayMilliseconds": 5}},"#,
        #"  "events": ["#,
        #"    {"atMilliseconds": 1000, "cut": "up", "forMilliseconds": 500},"#,
        #"    {"atMilliseconds": 2000, "cut": "both"},"#,
        #"    {"atMilliseconds": 3000, "heal": "both"},"#,
        #"    {"atMilliseconds": 4000, "stall": "down", "forMilliseconds": 50},"#,
        #"    {"atMilliseconds": 5000, "handover": "both", "forMilliseconds": 60,"#,
        #"      "isLossy": true, "extraMilliseconds": 8},"#,
        #"    {"atMilliseconds": 6000, "connection": "reset"},"#,
        #"    {"atMilliseconds": 7000, "connection": "blackhole", "forMilliseconds": 900},"#,
        #"    {"atMilliseconds": 8000, "connection": "half-open"},"#,
        #"    {"atMilliseconds": 9000, "profile": "rtt-200"}"#,
        "  ]",
        "}",
    ]
    private static func read(_ lines: [String]) throws(LinkFileError) -> LinkScenario {
        try LinkScenario(
            Array(lines.joined(separator: "\n").utf8), path: "s.json", trace: { _ in nil })
    }

    @Test func `a file says when what happens`() throws {
        let scenario = try Self.read(Self.lines)
        #expect(scenario.seed == Seed(7) && scenario.duration == .seconds(60))
        #expect(scenario.profile.name == "own" && scenario.about.isEmpty)
        let both = LinkDirection.allCases
        let kinds: [LinkEvent.Kind] = [
            .change(.cut(for: .milliseconds(500)), [.up]),
            .change(.cut(for: .max), both),
            .change(.heal, both),
            .change(.stall(for: .milliseconds(50)), [.down]),
            .change(
                .handover(gap: .milliseconds(60), isLossy: true, extra: .milliseconds(8)), both),
            .connection(.reset),
            .connection(.blackhole(for: .milliseconds(900))),
            .connection(.halfOpen),
            .profile(.rtt200),
        ]
        #expect(scenario.events.map(\.kind) == kinds)
        #expect(scenario.events.map(\.at) == (1...9).map { .seconds($0) })
    }
    @Test func `a file without seed and events has seed 1 and none`() throws {
        let scenario = try Self.read([
            #"{"v": 1, "name": "x", "durationMilliseconds": 1, "profile": "perfect"}"#
        ])
        #expect(scenario.seed == Seed(1) && scenario.events.isEmpty)
    }

    private static func naming(_ names: [String]) -> String {
        let events = names.map {
            #"{"atMilliseconds": 5, "profile": {"v": 1, "name": "e", "both": "#
                + #"{"delayMilliseconds": 1, "rate": {"trace": "\#($0)"}}}}"#
        }
        return #"{"v": 1, "name": "x", "durationMilliseconds": 9, "profile": "perfect", "#
            + "\"events\": [\n\(events.joined(separator: ",\n"))]}"
    }
    @Test func `a trace is asked for once, however many events name it`() throws {
        var asked: [String] = []
        let names = ["a", "b", "a", "3g.up"] + Array(repeating: "b", count: 900)
        let scenario = try LinkScenario(Array(Self.naming(names).utf8), path: "s.json") { name in
            asked.append(name)
            return name == "a" ? Array("3\n".utf8) : name == "b" ? Array("7\n".utf8) : nil
        }
        #expect(asked == ["a", "b", "3g.up"])
        let rates: [LinkRate] = scenario.events.prefix(3).compactMap {
            guard case .profile(let profile) = $0.kind else { return nil }
            return profile.conditions.up.rate
        }
        let (a, b) = (try DeliveryTrace(stamps: [3]), try DeliveryTrace(stamps: [7]))
        #expect(rates == [a, b, a].map { .trace($0, offset: .zero) })
    }
    @Test func `a scenario names as many traces as the limit says`() throws {
        let names = (0...Limits.traces).map { "t\($0)" }
        func read(_ names: [String]) throws(LinkFileError) -> LinkScenario {
            try LinkScenario(Array(Self.naming(names).utf8), path: "s.json") { _ in [0x35] }
        }
        #expect(try read(names.dropLast() + ["t0"]).events.count == Limits.traces + 1)
        let error = #expect(throws: LinkFileError.self) { try read(names) }
        let text = try #require(error?.description)
        let field = "events[\(Limits.traces)].profile.both.rate.trace"
        #expect(
            text == "s.json:\(Limits.traces + 2): \(field): is one more than the \(Limits.traces) "
                + "traces that a file may name; use one of them again", "found \(text)")
    }
    @Test func `a trace that cannot be taken is told with its name`() throws {
        let error = #expect(throws: LinkFileError.self) {
            try LinkScenario(Array(Self.naming(["a"]).utf8), path: "s.json") {
                _ throws(TraceProblem) in throw .tooLong
            }
        }
        let text = try #require(error?.description)
        #expect(text.contains("rate.trace: a:1: the trace is too long"), "found \(text)")
    }

    static let wrong: [(old: String, new: String, problem: String)] = [
        (#""v": 1, "name": "test""#, #""v": 0, "name": "test""#, "s.json:2: v: is 0; this program"),
        (#""seed": 7"#, #""seed": -7"#, "s.json:2: seed: is the number -7"),
        (
            #""durationMilliseconds": 60000"#, #""durationMilliseconds": 0"#,
            "s.json:2: durationMilliseconds: is the number 0"
        ),
        (
            #"{"v": 1, "name": "own", "both": {"delayMilliseconds": 5}}"#, #""own""#,
            "s.json:3: profile: there is no profile 'own'; choose one of: perfect, office-wifi"
        ),
        (
            #""both": {"delayMilliseconds": 5}"#, #""both": {"delayMs": 5}"#,
            "s.json:3: profile.both.delayMs: is unknown"
        ),
        (
            #"  "events": ["#, #"  "events": [ 3,"#,
            "s.json:4: events[0]: is the number 3, an object"
        ),
        (
            #""cut": "up""#, #""cut": "left""#,
            "s.json:5: events[0].cut: there is no direction 'left'"
        ),
        (
            #""cut": "up""#, #""cut": "up", "heal": "up""#,
            "s.json:5: events[0]: has 2 of profile, cut, heal, stall, handover, connection"
        ),
        (#""cut": "up""#, #""seed": 3"#, "s.json:5: events[0].seed: is unknown"),
        (
            #""cut": "up", "forMilliseconds": 500"#, #""cut": "up", "forMilliseconds": -1"#,
            "s.json:5: events[0].forMilliseconds: is the number -1"
        ),
        (
            #""atMilliseconds": 1000"#, #""atMilliseconds": 60001"#,
            "s.json:5: events[0].atMilliseconds: is the number 60001, legal are numbers, 0 to 60000"
        ),
        (
            #""heal": "both""#, #""heal": "both", "forMilliseconds": 3"#,
            "s.json:7: events[2].forMilliseconds: belongs to cut, stall, handover, connection"
        ),
        (
            #""atMilliseconds": 4000"#, #""atMilliseconds": 2500"#,
            "s.json:8: events[3]: is earlier than the event before it"
        ),
        (
            #""isLossy": true, "#, "",
            "s.json:9: events[4].isLossy: is missing"
        ),
        (
            #""connection": "reset""#, #""connection": "fin""#,
            "s.json:11: events[5].connection: there is no fault of a connection 'fin'"
        ),
        (
            #""connection": "reset""#, #""connection": "reset", "forMilliseconds": 3"#,
            "s.json:11: events[5].forMilliseconds: belongs to a blackhole"
        ),
        (
            #""profile": "rtt-200""#, #""profile": "rtt-300""#,
            "s.json:14: events[8].profile: there is no profile 'rtt-300'"
        ),
    ]
    @Test(arguments: wrong.indices)
    func `a wrong file is refused with its line, its field and what would be right`(
        place: Int
    ) throws {
        let (old, new, problem) = Self.wrong[place]
        let places = Self.lines.indices.filter { Self.lines[$0].contains(old) }
        try #require(places.count == 1, "\(old) is on one line")
        var lines = Self.lines
        lines[places[0]] = lines[places[0]].replacing(old, with: new)
        do throws(LinkFileError) {
            _ = try Self.read(lines)
            Issue.record("\(new) is taken")
        } catch {
            #expect(error.description.hasPrefix(problem), "found \(error)")
        }
    }
    @Test func `a scenario has as many events as the limit says`() throws {
        let event = #"{"atMilliseconds": 1, "heal": "up"}"#
        let head =
            #"{"v": 1, "name": "x", "durationMilliseconds": 1, "profile": "perfect", "events": ["#
        for count in [Limits.events, Limits.events + 1] {
            let text = head + Array(repeating: event, count: count).joined(separator: ",") + "]}"
            #expect(((try? Self.read([text])) != nil) == (count == Limits.events))
        }
    }
}
