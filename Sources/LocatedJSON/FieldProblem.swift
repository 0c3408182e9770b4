/// What is wrong with a field of a JSON file, where, and what to do.
public struct FieldProblem: Error, Hashable, Sendable {
    /// The line, from 1.
    public let line: Int
    /// The field as `groups[0].deadlineMilliseconds`; empty for the file as a whole.
    public let field: String
    /// What is wrong and what would be right.
    public let problem: String

    /// A problem from its parts.
    public init(line: Int, field: String, problem: String) {
        self.line = line
        self.field = field
        self.problem = problem
    }

    /// With the file's name before it: `fleet.json:14: groups[0].count: ...`.
    public func text(file: String) -> String {
        "\(file):\(line): " + (field.isEmpty ? problem : "\(field): \(problem)")
    }
}
