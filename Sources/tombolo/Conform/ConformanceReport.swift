import Foundation
import Timekeeping

/// Results as JSON, for programs.
struct ConformanceReport: Encodable {
    /// One case.
    struct Entry: Encodable {
        /// Its number.
        var id: String
        /// What it is about.
        var title: String
        /// OK, NON-STRICT, FAILED or SKIPPED.
        var result: String
        /// How long it took.
        var milliseconds: Int
        /// The words of the specification that it tests.
        var sentence: String
        /// What was expected and what came.
        var remarks: [String]
        /// The end of the conversation of a failure.
        var transcript: [String]
    }
    /// Who was tested.
    var endpoint: String
    /// As what.
    var role: String
    /// The cases in the order they ran.
    var cases: [Entry]

    /// The report of these results.
    init(endpoint: String, role: ConformanceRole, results: [ConformanceResult]) {
        self.endpoint = endpoint
        self.role = role.rawValue
        cases = results.map { result in
            Entry(
                id: result.id, title: result.title, result: result.verdict.rawValue,
                milliseconds: Int(result.elapsed.milliseconds), sentence: result.sentence,
                remarks: result.remarks, transcript: result.transcript)
        }
    }
    /// Writes it to `path`; false if that cannot be.
    func write(to path: String) -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let content = try? encoder.encode(self) else { return false }
        return (try? content.write(to: URL(fileURLWithPath: path))) != nil
    }
}
