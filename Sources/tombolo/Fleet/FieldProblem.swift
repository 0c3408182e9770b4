/// What is wrong with a field of a JSON file, where, and what to do.
struct FieldProblem: Error, Hashable {
    /// The line, from 1.
    let line: Int
    /// The field as `groups[0].deadlineMilliseconds`; empty for the file as a whole.
    let field: String
    /// What is wrong and what would be right.
    let problem: String

    /// With the file's name before it: `fleet.json:14: groups[0].count: ...`.
    func text(file: String) -> String {
        "\(file):\(line): " + (field.isEmpty ? problem : "\(field): \(problem)")
    }
}
