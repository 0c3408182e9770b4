import LocatedJSON
import NetworkModel

/// The traces that one file has named so far, each fetched and decoded once.
struct TraceShelf {
    /// Gives the text of the trace file with this name, nil if there is none.
    typealias Source = (String) throws(TraceProblem) -> [UInt8]?
    /// Gives the trace that the field `trace` names.
    typealias Reader = (FieldReader) throws(FieldProblem) -> DeliveryTrace

    private var traces: [String: DeliveryTrace] = [:]

    /// The trace that the field `trace` names, from `source` or else from the shipped ones.
    mutating func trace(
        _ fields: FieldReader, from source: Source
    ) throws(FieldProblem) -> DeliveryTrace {
        let name = try fields.text("trace")
        if let trace = traces[name] { return trace }
        // By bytes: a slash with an accent is another character, but the same to the system.
        guard !name.utf8.contains(UInt8(ascii: "/")), !name.contains("..") else {
            throw fields.problem("trace", "is '\(name)'; give a file's name without folders")
        }
        guard traces.count < Limits.traces else {
            throw fields.problem(
                "trace",
                "is one more than the \(Limits.traces) traces that a file may name; "
                    + "use one of them again")
        }
        let trace: DeliveryTrace?
        do throws(TraceProblem) {
            let text = try source(name) ?? Self.shipped(name)
            trace = try text.map { text throws(TraceProblem) in try DeliveryTrace(text: text) }
        } catch {
            throw fields.problem("trace", "\(name):\(error.line): \(error)")
        }
        guard let trace else {
            throw fields.problem(
                "trace",
                "is '\(name)', which is no file here; shipped are "
                    + ShippedFiles.traces.map(\.key).joined(separator: ", "))
        }
        traces[name] = trace
        return trace
    }

    private static func shipped(_ name: String) -> [UInt8]? {
        ShippedFiles.traces.first { $0.key == name }?.value
    }
}
