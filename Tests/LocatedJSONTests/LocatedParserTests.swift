import LocatedJSON
import Testing
import Timekeeping

/// JSON with its lines, and what is said of a text that is none.
@Suite struct LocatedParserTests {
    private func value(_ text: String) throws(FieldProblem) -> LocatedValue {
        try LocatedParser.value(of: Array(text.utf8))
    }
    private func problem(_ text: String) -> String {
        do throws(FieldProblem) {
            _ = try value(text)
            return "nothing"
        } catch {
            return error.text(file: "f")
        }
    }

    @Test func `every kind of value is read with its line`() throws {
        let value = try value("{\"a\": [1, -2.5e1,\n true, null],\n\"b\": {\"c\": \"\\u00e9\\n\"}}")
        guard case .object(let members) = value.content else {
            Issue.record("an object is expected")
            return
        }
        #expect(members.map(\.key) == ["a", "b"] && members.map(\.line) == [1, 3])
        let (one, two) = (LocatedValue(line: 1, content: .number(1)), -25.0)
        #expect(
            members[0].value.content
                == .list([
                    one, LocatedValue(line: 1, content: .number(two)),
                    LocatedValue(line: 2, content: .bool(true)),
                    LocatedValue(line: 2, content: .null),
                ]))
        let reader = try FieldReader(members[1].value, at: "b", known: ["c"])
        #expect(try reader.text("c") == "é\n")
    }
    @Test func `a text that is no JSON is refused at its line`() {
        #expect(problem("{\n\"a\": 1,\n}").hasPrefix("f:3: no JSON: a key in double quotes"))
        #expect(problem("{\"a\" 1}").hasPrefix("f:1: no JSON: ':' is expected"))
        #expect(problem("{\"a\": 1, \"a\": 2}") == "f:1: a: is there twice; remove one of them")
        #expect(problem("[1,\n2").contains("f:2: no JSON: ',' or ']' is expected"))
        #expect(problem("[\n01x]").contains("f:2: no JSON: '01x' is no value"))
        #expect(problem("\"a\nb\"").contains("no end on its line"))
        #expect(problem("\"\\x\"").contains("is no escape"))
        #expect(problem("\"\\ud800\"").contains("write the character itself"))
        #expect(problem("1 2").contains("something follows"))
        #expect(problem("").contains("ends too early"))
    }
    @Test func `an escape is four hexadecimal digits, or two of them for a pair`() throws {
        for (text, meaning) in [
            (#""\u0041""#, "A"), (#""\u00e9\u00C9""#, "\u{e9}\u{c9}"), (#""\u0000""#, "\0"),
            (#""\uFFFF""#, "\u{FFFF}"), (#""\ud83d\ude00!""#, "\u{1F600}!"),
            (#""\uD800\uDC00\uDBFF\uDFFF""#, "\u{10000}\u{10FFFF}"),
        ] { #expect(try value(text).content == .text(meaning)) }
        for text in [
            #""\u+041""#, #""\u-041""#, #""\u 041""#, #""\u41""#, #""\u004""#, #""\u004"#,
            #""\u"#, #""\u00g1""#, "\"\\u0\u{e9}1\"",
        ] { #expect(problem(text).contains("four hexadecimal digits"), "\(text)") }
        for text in [
            #""\ud800""#, #""\udc00""#, #""\ude00\ud83d""#, #""\ud83dx""#, #""\ud83d\n""#,
            #""\ud83d\u0041""#, #""\ud83d\ud83d\ude00""#, #""\ud83d"#,
        ] { #expect(problem(text).contains("write the character itself"), "\(text)") }
        #expect(problem(#""\ud83d\u+e00""#).contains("four hexadecimal digits"))
    }
    @Test func `an object has as many members as the limit says`() {
        let members = (0..<Limits.members).map { "\"k\($0)\": 0" }
        #expect(problem("{\(members.joined(separator: ",\n"))}") == "nothing")
        let more = "{\(members.joined(separator: ",\n")),\n\"last\": 0}"
        #expect(
            problem(more)
                == "f:\(Limits.members + 1): last: is one more than the \(Limits.members) members "
                + "that an object may have; remove some")
        // A megabyte of keys: refused before each is compared with all.
        let many = (0..<90_000).map { "\"\($0)\":0" }.joined(separator: ",")
        #expect(problem("{\(many)}").hasPrefix("f:1: \(Limits.members): is one more"))
    }
    @Test func `a file has as many bytes and levels as the limits say`() {
        let deep =
            String(repeating: "[", count: Limits.depth - 1) + "1"
            + String(repeating: "]", count: Limits.depth - 1)
        #expect(problem(deep) == "nothing")
        #expect(problem("[" + deep + "]").contains("nested too deeply"))
        let blanks = String(repeating: " ", count: Limits.bytes - 1)
        #expect(problem("1" + blanks) == "nothing")
        #expect(problem("11" + blanks).contains("bytes, legal are"))
    }
    @Test func `a field that is missing, unknown, of another kind or out of range is told`() throws
    {
        let reader = try FieldReader(
            try value("{\n\"n\": 1.5,\n\"t\": \"\"\n}"), at: "x", known: ["n", "t", "m"])
        #expect(try reader.milliseconds("n", 0...2) == .microseconds(1_500))
        #expect(try reader.seconds("n", 0...2) == .milliseconds(1_500))
        #expect(try reader.number("m", 0...1, or: 0.5) == 0.5)
        for (problem, text) in [
            (
                error { () throws(FieldProblem) in _ = try reader.number("n", 2...3, "m") },
                "f:2: x.n: is the number 1.5, legal are numbers, 2 to 3 m"
            ),
            (
                error { () throws(FieldProblem) in _ = try reader.count("n", 0...3) },
                "f:2: x.n: is the number 1.5, legal are whole numbers, 0 to 3"
            ),
            (
                error { () throws(FieldProblem) in _ = try reader.text("t") },
                "f:3: x.t: is the text '', a text of 1 to 4096 characters is expected"
            ),
            (
                error { () throws(FieldProblem) in _ = try reader.text("m") },
                "f:1: x.m: is missing; add a text in double quotes"
            ),
            (
                error { () throws(FieldProblem) in _ = try reader.list("n", limit: 3) },
                "f:2: x.n: is the number 1.5, a list of 1 to 3 entries is expected"
            ),
            (
                error { () throws(FieldProblem) in
                    _ = try FieldReader(
                        try value("{\"o\": 1}"), at: "x", known: ["n"])
                },
                "f:1: x.o: is unknown; known here are n"
            ),
            (
                error { () throws(FieldProblem) in
                    _ = try FieldReader(
                        try value("1"), at: "x", known: ["n"])
                },
                "f:1: x: is the number 1, an object in braces is expected"
            ),
        ] { #expect(problem == text) }
    }

    private func error(_ body: () throws(FieldProblem) -> Void) -> String {
        do throws(FieldProblem) {
            try body()
            return "nothing"
        } catch {
            return error.text(file: "f")
        }
    }
}
