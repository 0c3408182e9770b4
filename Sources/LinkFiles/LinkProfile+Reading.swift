import LocatedJSON
public import NetworkModel

/// From text.
extension LinkProfile {
    static let keys = ["v", "name", "about", "both", "up", "down"]

    /// The profile that the JSON text `bytes` is; `path` names it in errors. `trace` gives the text
    /// of the trace file with this name, or nil if there is none; then the shipped ones are asked.
    /// It is asked once for each name, at most for `Limits.traces`, and never for a path.
    public init(
        _ bytes: [UInt8], path: String, trace: (String) throws(TraceProblem) -> [UInt8]?
    ) throws(LinkFileError) {
        do throws(FieldProblem) {
            let value = try LocatedParser.value(of: bytes)
            var shelf = TraceShelf()
            self = try LinkProfile(value, at: "") { fields throws(FieldProblem) in
                try shelf.trace(fields, from: trace)
            }
        } catch {
            throw .wrong(path: path, error)
        }
    }

    init(
        _ value: LocatedValue, at path: String, _ traces: TraceShelf.Reader
    ) throws(FieldProblem) {
        let fields = try FieldReader(value, at: path, known: Self.keys)
        try fields.checkVersion()
        name = try fields.text("name", limit: Limits.nameLength)
        about = fields.has("about") ? try fields.text("about") : ""
        if fields.has("both") {
            for key in ["up", "down"] where fields.has(key) {
                throw fields.problem(key, "stands beside both; have both, or up and down")
            }
            let both = try DirectionConditions(fields, "both", traces)
            conditions = LinkConditions(up: both, down: both)
        } else {
            conditions = LinkConditions(
                up: try DirectionConditions(fields, "up", traces),
                down: try DirectionConditions(fields, "down", traces))
        }
    }
}

extension FieldReader {
    func checkVersion() throws(FieldProblem) {
        let version = try count("v", 0...Int(Int32.max))
        guard version == Limits.version else {
            throw problem(
                "v", "is \(version); this program reads version \(Limits.version)")
        }
    }
    /// An object within this one.
    func object(_ key: String, known: [String]) throws(FieldProblem) -> FieldReader {
        try FieldReader(
            try value(key, expected: "an object"), at: Self.join(path, key), known: known)
    }
    /// A share, 0 to 1.
    func share(_ key: String) throws(FieldProblem) -> Double { try number(key, 0...1) }
    func bool(_ key: String) throws(FieldProblem) -> Bool {
        let value = try value(key, expected: "true or false")
        guard case .bool(let bool) = value.content else {
            throw problem(key, "is \(value.kind), true or false is expected")
        }
        return bool
    }
}
