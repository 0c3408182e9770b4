import LinkFiles
import LocatedJSON

/// One line that a client of the control socket writes: a JSON object that is an event of a
/// scenario without its time, or one of the relay's own verbs.
enum ControlLine: Hashable {
    /// Something is to happen.
    case order(RelayOrder)
    /// Nothing but the counts.
    case counts

    private static let verbs = ["admission", "counts"]
    private static let close = "close"

    /// What `bytes` ask for.
    static func read(_ bytes: [UInt8]) throws(FieldProblem) -> ControlLine {
        let value = try LocatedParser.value(of: bytes)
        guard case .object(let members) = value.content, !members.isEmpty else {
            throw FieldProblem(
                line: 1, field: "",
                problem: "is \(value.kind), an object such as {\"cut\": \"both\"} is expected")
        }
        if members.contains(where: { verbs.contains($0.key) }) { return try own(value) }
        if members.count == 1, members[0].key == "connection",
            members[0].value.content == .text(close)
        {
            return .order(.close)
        }
        return .order(.event(try LinkEvent.Kind(value) { _ in nil }))
    }

    private static func own(_ value: LocatedValue) throws(FieldProblem) -> ControlLine {
        let fields = try FieldReader(value, at: "", known: verbs)
        guard fields.has("admission") else { return .counts }
        let names = RelayOrder.Admission.allCases
        let place = try fields.place(
            "admission", in: names.map(\.rawValue), "way to meet connections")
        return .order(.admission(names[place]))
    }
}
