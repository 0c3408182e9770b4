import LocatedJSON

/// What the control socket answers: one line of JSON for each line.
enum ControlAnswer {
    /// It was done; the counts after it.
    static func done(_ counts: RelayCounts) -> String {
        let fields = counts.fields.map { "\"\($0.name)\": \($0.text)" }
        return "{\"ok\": true, \"counts\": {\(fields.joined(separator: ", "))}}"
    }
    /// It was not understood, and why.
    static func refused(_ problem: FieldProblem) -> String {
        let text = (problem.field.isEmpty ? "" : "\(problem.field): ") + problem.problem
        return "{\"ok\": false, \"problem\": \(quoted(text))}"
    }

    /// A text as JSON.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
