import LinkFiles
import LocatedJSON
import NetworkModel
import Testing
import Timekeeping

@testable import Relay

@Suite struct ControlLineTests {
    private func read(_ text: String) throws -> ControlLine {
        try ControlLine.read(Array(text.utf8))
    }

    @Test func `a line is an event of a scenario without its time`() throws {
        #expect(
            try read(#"{"cut": "both", "forMilliseconds": 3000}"#)
                == .order(.event(.change(.cut(for: .seconds(3)), [.up, .down]))))
        #expect(
            try read(#"{"cut": "up"}"#) == .order(.event(.change(.cut(for: .max), [.up]))))
        #expect(try read(#"{"heal": "down"}"#) == .order(.event(.change(.heal, [.down]))))
        #expect(try read(#"{"profile": "3g"}"#) == .order(.event(.profile(.threeG))))
        #expect(try read(#"{"connection": "reset"}"#) == .order(.event(.connection(.reset))))
        #expect(
            try read(#"{"connection": "half-open"}"#) == .order(.event(.connection(.halfOpen))))
    }
    @Test func `a relay has verbs of its own`() throws {
        #expect(try read(#"{"connection": "close"}"#) == .order(.close))
        #expect(try read(#"{"admission": "silent"}"#) == .order(.admission(.silent)))
        #expect(try read(#"{"counts": true}"#) == .counts)
    }
    @Test(arguments: [
        "", "cut", "[]", "{}", "null", #"{"cut": "sideways"}"#, #"{"cut": "up", "heal": "up"}"#,
        #"{"profile": "nope"}"#, #"{"do": "cut"}"#, #"{"cut": "up", "forMilliseconds": -1}"#,
        #"{"admission": "maybe"}"#, #"{"admission": "open", "cut": "up"}"#,
        #"{"connection": "close", "forMilliseconds": 1}"#, "{\"cut\": \"up\"", "\u{1F600}",
        #"{"atMilliseconds": 1, "cut": "up"}"#,
    ])
    func `what is none is refused with what would be right`(_ text: String) {
        #expect(throws: FieldProblem.self) { try read(text) }
    }
    @Test func `an answer is one line of JSON whatever was wrong`() throws {
        for text in [#"{"profile": "a\"b\\c\nd"}"#, "\u{1}", "{\"\u{e9}\": 1}"] {
            do {
                _ = try ControlLine.read(Array(text.utf8))
                Issue.record("\(text) was read")
            } catch {
                let answer = ControlAnswer.refused(error)
                #expect(!answer.contains("\n"))
                let value = try LocatedParser.value(of: Array(answer.utf8))
                let fields = try FieldReader(value, at: "", known: ["ok", "problem"])
                #expect(try !fields.text("problem").isEmpty)
            }
        }
    }
    @Test func `the counts are JSON`() throws {
        let value = try LocatedParser.value(of: Array(ControlAnswer.done(RelayCounts()).utf8))
        let fields = try FieldReader(value, at: "", known: ["ok", "counts"])
        let counts = try FieldReader(
            try fields.value("counts", expected: "counts"), at: "counts",
            known: RelayCounts().fields.map(\.name))
        #expect(try counts.count("bytesUp", 0...0) == 0)
    }
}
