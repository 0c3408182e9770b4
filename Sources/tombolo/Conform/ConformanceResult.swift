import Timekeeping

/// What a case showed.
struct ConformanceResult: Hashable, Sendable {
    /// The four ends of a case.
    enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// All was as the protocol wants it.
        case ok = "OK"
        /// Nothing was wrong, and something was later or otherwise than it should be.
        case nonStrict = "NON-STRICT"
        /// The endpoint broke the protocol.
        case failed = "FAILED"
        /// It was not run: a peer that it needs has no endpoint.
        case skipped = "SKIPPED"
    }
    /// The case's number.
    var id: String
    /// What it is about.
    var title: String
    /// How it ended.
    var verdict: Verdict
    /// How long it took.
    var elapsed: Interval
    /// The words of the specification that it tests.
    var sentence: String
    /// What was expected and what came, each a line; empty if all was well.
    var remarks: [String]
    /// The end of the conversation, for a failure.
    var transcript: [String]

    /// The table's line.
    var line: String {
        TextColumn.left(id, 9) + TextColumn.left(String(title.prefix(67)), 69)
            + TextColumn.left(verdict.rawValue, 11)
            + TextColumn.right("\(Int(elapsed.milliseconds))", 6)
    }
    /// The table's head.
    static var head: String {
        TextColumn.left("case", 9) + TextColumn.left("title", 69)
            + TextColumn.left("result", 11) + TextColumn.right("ms", 6)
    }
}
