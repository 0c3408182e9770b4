import LocatedJSON
import Timekeeping

/// Something that happens in a scenario file, and when.
struct FleetFileEvent: Hashable {
    enum Kind: Hashable {
        case workerDies(Int, noticedAfter: Interval)
        case workerReturns(Int)
        /// What all workers' times are multiplied by from here on.
        case slowness(Double)
        /// The first devices of a group are there from here on, this many, the others not.
        case connected(group: Int, Int)
        /// All links are cut for so long; then all devices reconnect at once.
        case outage(Interval)
    }
    /// From the start.
    var at: Interval
    var kind: Kind

    private static let verbs = [
        "workerDies", "workerReturns", "slowness", "connected", "outageSeconds",
    ]

    /// An event from its parts.
    init(at: Interval, kind: Kind) {
        self.at = at
        self.kind = kind
    }
    /// Reads one event; `groups` are the names of the file's.
    init(
        _ value: LocatedValue, at path: String, groups: [String], duration: Interval
    ) throws(FieldProblem) {
        let fields = try FieldReader(
            value, at: path,
            known: ["atSeconds"] + Self.verbs + ["noticedAfterMilliseconds", "group"])
        let found = Self.verbs.filter { fields.has($0) }
        guard found.count == 1 else {
            throw FieldProblem(
                line: fields.line, field: path,
                problem: "has \(found.count) of \(Self.verbs.joined(separator: ", ")); "
                    + "have one event an entry")
        }
        for (key, verb) in [("noticedAfterMilliseconds", "workerDies"), ("group", "connected")]
        where fields.has(key) && found[0] != verb {
            throw fields.problem(key, "belongs to \(verb); remove it")
        }
        at = try fields.seconds("atSeconds", 0...duration.seconds)
        let workers = 0...FleetFileLimits.workers - 1
        switch found[0] {
        case "workerDies":
            let notice = try fields.milliseconds("noticedAfterMilliseconds", 0...60_000)
            kind = .workerDies(try fields.count("workerDies", workers), noticedAfter: notice)
        case "workerReturns": kind = .workerReturns(try fields.count("workerReturns", workers))
        case "slowness": kind = .slowness(try fields.number("slowness", 0.01...100))
        case "connected":
            kind = .connected(
                group: try fields.place("group", in: groups, "group"),
                try fields.count("connected", 0...FleetFileLimits.devices))
        default:
            let span = try fields.seconds("outageSeconds", 0.001...FleetFileLimits.seconds)
            guard at + span <= duration - .seconds(1) else {
                throw fields.problem(
                    "outageSeconds",
                    "ends in the run's last second or after it; "
                        + "make it shorter or durationSeconds longer")
            }
            kind = .outage(span)
        }
    }

    /// As in a file.
    func value(groups: [String]) -> LocatedValue {
        let at = LocatedValue.number(at.seconds)
        return switch kind {
        case .workerDies(let worker, let notice):
            .object([
                "atSeconds": at, "workerDies": .number(Double(worker)),
                "noticedAfterMilliseconds": .number(notice.milliseconds),
            ])
        case .workerReturns(let worker):
            .object(["atSeconds": at, "workerReturns": .number(Double(worker))])
        case .slowness(let factor): .object(["atSeconds": at, "slowness": .number(factor)])
        case .connected(let group, let count):
            .object([
                "atSeconds": at, "connected": .number(Double(count)),
                "group": .text(groups[group]),
            ])
        case .outage(let span):
            .object(["atSeconds": at, "outageSeconds": .number(span.seconds)])
        }
    }
    /// In words, for plots and tables.
    func words(groups: [String]) -> String {
        switch kind {
        case .workerDies(let worker, _): "worker \(worker) dies"
        case .workerReturns(let worker): "worker \(worker) returns"
        case .slowness(let factor):
            factor == 1
                ? "workers as fast as stated" : "workers \(LocatedValue.text(factor)) x as slow"
        case .connected(let group, let count): "\(count) of \(groups[group]) connected"
        case .outage(let span): "links cut for \(LocatedValue.text(span.seconds)) s"
        }
    }
}
