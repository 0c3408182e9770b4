import Failsafe
import Testing
import Timekeeping

@Suite struct RehearsalScriptTests {
    @Test func `a script is read in the order of its times, and 'for' takes things back`() throws {
        let script = try RehearsalScript("  5: link down for 300ms;\n2.5:disarm ; 9: end;")
        #expect(
            script.events.map(\.action) == [
                .armed(false), .link(isUp: false), .link(isUp: true),
            ])
        #expect(
            script.events.map(\.time.nanoseconds) == [2_500_000_000, 5_000_000_000, 5_300_000_000])
        #expect(script.duration == .seconds(9))
        #expect(try RehearsalScript("").duration == .seconds(15))
    }

    @Test func `every phrase is read, and taken back where that is possible`() throws {
        for phrase in RehearsalAction.phrases {
            let script = try RehearsalScript("1: \(phrase)")
            #expect(script.events.count == (phrase == "end" ? 0 : 1), "\(phrase)")
            let endless = ["release", "reset", "end"].contains(phrase)
            if endless {
                #expect(throws: RehearsalError.noEndOf(entry: 1, text: "\(phrase) for 1s")) {
                    try RehearsalScript("1: \(phrase) for 1s")
                }
            } else {
                #expect(try RehearsalScript("1: \(phrase) for 1s").events.count == 2, "\(phrase)")
            }
        }
    }

    @Test func `what cannot be read is told by its entry`() {
        let cases: [(String, RehearsalError)] = [
            ("link down", .noTime(entry: 1)),
            ("1: arm; x: link down", .badTime(entry: 2, text: "x")),
            ("-1: arm", .badTime(entry: 1, text: "-1")),
            ("nan: arm", .badTime(entry: 1, text: "nan")),
            ("1e300: arm", .badTime(entry: 1, text: "1e300")),
            ("301: arm", .badTime(entry: 1, text: "301")),
            ("1: link down for 3", .badTime(entry: 1, text: "3")),
            ("1: link down for ms", .badTime(entry: 1, text: "")),
            ("1: fly", .unknownWords(entry: 1, text: "fly")),
            ("1:", .unknownWords(entry: 1, text: "")),
            ("1: delay", .unknownWords(entry: 1, text: "delay")),
        ]
        for (text, error) in cases {
            #expect(throws: error) { try RehearsalScript(text) }
        }
        let many = Array(repeating: "1: arm", count: Limits.rehearsalEvents + 1)
        #expect(throws: RehearsalError.tooLong) {
            try RehearsalScript(many.joined(separator: ";"))
        }
        #expect(throws: RehearsalError.tooLong) {
            try RehearsalScript(String(repeating: " ", count: Limits.rehearsalByteCount + 1))
        }
        #expect(throws: Never.self) { try RehearsalScript(many.dropLast().joined(separator: ";")) }
    }
}
