public import LocatedJSON
public import NetworkModel
import Randomness
import Timekeeping

/// From text.
extension LinkScenario {
    private static let keys = [
        "v", "name", "about", "seed", "durationMilliseconds", "profile", "events",
    ]

    /// The scenario that the JSON text `bytes` is; `path` names it in errors. `trace` gives the
    /// text of the trace file with this name, or nil if there is none; then the shipped ones are
    /// asked. It is asked once for each name, at most for `Limits.traces`, and never for a path.
    public init(
        _ bytes: [UInt8], path: String, trace: (String) throws(TraceProblem) -> [UInt8]?
    ) throws(LinkFileError) {
        do throws(FieldProblem) {
            let value = try LocatedParser.value(of: bytes)
            var shelf = TraceShelf()
            self = try LinkScenario(value) { fields throws(FieldProblem) in
                try shelf.trace(fields, from: trace)
            }
        } catch {
            throw .wrong(path: path, error)
        }
    }

    /// Whether `bytes` are meant to be a scenario and not a profile: only one has a duration.
    public static func isScenario(_ bytes: [UInt8]) -> Bool {
        guard let value = try? LocatedParser.value(of: bytes),
            case .object(let members) = value.content
        else { return false }
        return members.contains { $0.key == "durationMilliseconds" || $0.key == "events" }
    }

    private init(_ value: LocatedValue, _ traces: TraceShelf.Reader) throws(FieldProblem) {
        let fields = try FieldReader(value, at: "", known: Self.keys)
        try fields.checkVersion()
        name = try fields.text("name", limit: Limits.nameLength)
        about = fields.has("about") ? try fields.text("about") : ""
        seed = Seed(fields.has("seed") ? UInt64(try fields.count("seed", 0...1 << 53)) : 1)
        duration = try fields.milliseconds("durationMilliseconds", 1...Limits.milliseconds)
        profile = try LinkProfile(fields, traces)
        events = []
        guard fields.has("events") else { return }
        for (value, path) in try fields.list("events", limit: Limits.events) {
            let event = try LinkEvent(value, at: path, until: duration, traces)
            if let last = events.last, event.at < last.at {
                throw FieldProblem(
                    line: value.line, field: path,
                    problem: "is earlier than the event before it; sort them")
            }
            events.append(event)
        }
    }
}

extension LinkEvent.Kind {
    /// What happens, from an object that is an event of a scenario without its time; for programs
    /// that are told while they run. `trace` is as of a scenario.
    public init(
        _ value: LocatedValue, trace: (String) throws(TraceProblem) -> [UInt8]?
    ) throws(FieldProblem) {
        let fields = try FieldReader(
            value, at: "", known: LinkEvent.verbs + LinkEvent.verbsOf.map(\.key))
        var shelf = TraceShelf()
        self = try LinkEvent.kind(fields) { part throws(FieldProblem) in
            try shelf.trace(part, from: trace)
        }
    }
}

extension LinkProfile {
    /// A profile by the name of a shipped one, or written out, in the field `profile`.
    fileprivate init(
        _ fields: FieldReader, _ traces: TraceShelf.Reader
    ) throws(FieldProblem) {
        let value = try fields.value("profile", expected: "a profile's name, or a profile")
        guard case .text(let name) = value.content else {
            self = try LinkProfile(value, at: FieldReader.join(fields.path, "profile"), traces)
            return
        }
        guard let profile = LinkProfile.named(name) else {
            throw fields.problem(
                "profile", FieldReader.unknown(name, LinkProfile.all.map(\.name), "profile"))
        }
        self = profile
    }
}

extension LinkEvent {
    fileprivate static let verbs = ["profile", "cut", "heal", "stall", "handover", "connection"]
    private static let forMilliseconds = "forMilliseconds"
    // Which of the other fields go with which verb.
    fileprivate static let verbsOf: KeyValuePairs = [
        "forMilliseconds": ["cut", "stall", "handover", "connection"],
        "isLossy": ["handover"], "extraMilliseconds": ["handover"],
    ]
    private static let faults = ["reset", "blackhole", "half-open"]

    fileprivate init(
        _ value: LocatedValue, at path: String, until end: Interval,
        _ traces: TraceShelf.Reader
    ) throws(FieldProblem) {
        let fields = try FieldReader(
            value, at: path, known: ["atMilliseconds"] + Self.verbs + Self.verbsOf.map(\.key))
        at = try fields.milliseconds("atMilliseconds", 0...end.milliseconds)
        kind = try Self.kind(fields, traces)
    }

    fileprivate static func kind(
        _ fields: FieldReader, _ traces: TraceShelf.Reader
    ) throws(FieldProblem) -> Kind {
        let found = verbs.filter { fields.has($0) }
        guard found.count == 1, let verb = found.first else {
            throw FieldProblem(
                line: fields.line, field: fields.path,
                problem: "has \(found.count) of \(verbs.joined(separator: ", ")); "
                    + "have one event an entry")
        }
        for (key, verbs) in verbsOf where fields.has(key) && !verbs.contains(verb) {
            throw fields.problem(
                key, "belongs to \(verbs.joined(separator: ", ")); remove it")
        }
        return try kind(verb, fields, traces)
    }
    private static func kind(
        _ verb: String, _ fields: FieldReader, _ traces: TraceShelf.Reader
    ) throws(FieldProblem) -> Kind {
        switch verb {
        case "profile": return .profile(try LinkProfile(fields, traces))
        case "cut": return .change(.cut(for: try span(fields)), try directions(fields, verb))
        case "heal": return .change(.heal, try directions(fields, verb))
        case "stall": return .change(.stall(for: try span(fields)), try directions(fields, verb))
        case "handover":
            let change = LinkChange.handover(
                gap: try fields.milliseconds(forMilliseconds, 0...Limits.milliseconds),
                isLossy: try fields.bool("isLossy"),
                extra: try fields.milliseconds(
                    "extraMilliseconds", 0...Limits.delayMilliseconds))
            return .change(change, try directions(fields, verb))
        default: return .connection(try fault(fields))
        }
    }
    private static func fault(_ fields: FieldReader) throws(FieldProblem) -> ConnectionFault {
        let place = try fields.place("connection", in: faults, "fault of a connection")
        if place != 1, fields.has(forMilliseconds) {
            throw fields.problem(forMilliseconds, "belongs to a blackhole; remove it")
        }
        switch place {
        case 0: return .reset
        case 1: return .blackhole(for: try span(fields))
        default: return .halfOpen
        }
    }
    /// How long, or for ever if nothing is said.
    private static func span(_ fields: FieldReader) throws(FieldProblem) -> Interval {
        guard fields.has(forMilliseconds) else { return .max }
        return try fields.milliseconds(forMilliseconds, 0...Limits.milliseconds)
    }
    private static func directions(
        _ fields: FieldReader, _ key: String
    ) throws(FieldProblem) -> [LinkDirection] {
        let names = LinkDirection.allCases.map(\.rawValue) + ["both"]
        let place = try fields.place(key, in: names, "direction")
        return place < LinkDirection.allCases.count
            ? [LinkDirection.allCases[place]] : LinkDirection.allCases
    }
}
