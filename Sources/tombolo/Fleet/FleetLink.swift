import LocatedJSON
import NetworkModel
import Timekeeping

/// How long a message takes one way, as a scenario file says it.
enum FleetLink: Hashable {
    case constant(Interval)
    case uniform(low: Interval, high: Interval)
    case lognormal(median: Interval, p99: Interval)

    private static let kinds = ["constant", "uniform", "lognormal"]
    private static let legal = 0...FleetFileLimits.delayMilliseconds

    /// Reads the link at `key` of a group.
    init(_ fields: FieldReader, _ key: String) throws(FieldProblem) {
        let value = try fields.value(
            key,
            expected: "{\"kind\": \"lognormal\", \"medianMilliseconds\": 15, "
                + "\"p99Milliseconds\": 60}, or of kind uniform or constant")
        let link = try FieldReader(
            value, at: FieldReader.join(fields.path, key),
            known: [
                "kind", "milliseconds", "lowMilliseconds", "highMilliseconds",
                "medianMilliseconds", "p99Milliseconds",
            ])
        let kind = try link.place("kind", in: Self.kinds, "kind of link")
        let keys = [
            ["milliseconds"], ["lowMilliseconds", "highMilliseconds"],
            ["medianMilliseconds", "p99Milliseconds"],
        ]
        for other in keys.joined() where link.has(other) && !keys[kind].contains(other) {
            throw link.problem(
                other,
                "says nothing of a \(Self.kinds[kind]) link, which has "
                    + keys[kind].joined(separator: " and "))
        }
        let times = try keys[kind].map { key throws(FieldProblem) in
            try link.milliseconds(key, Self.legal)
        }
        if let first = times.first, let last = times.last, last < first {
            throw link.problem(
                keys[kind][1], "is less than \(keys[kind][0]); exchange or correct them")
        }
        switch kind {
        case 0: self = .constant(times[0])
        case 1: self = .uniform(low: times[0], high: times[1])
        default: self = .lognormal(median: times[0], p99: times[1])
        }
    }

    /// The link for a simulation.
    var distribution: DelayDistribution {
        switch self {
        case .constant(let delay): .constant(delay)
        case .uniform(let low, let high): .uniform(low, high)
        case .lognormal(let median, let p99): .lognormal(median: median, p99: p99)
        }
    }
    /// As in a file.
    var value: LocatedValue {
        switch self {
        case .constant(let delay):
            .object(["kind": .text("constant"), "milliseconds": .number(delay.milliseconds)])
        case .uniform(let low, let high):
            .object([
                "kind": .text("uniform"), "lowMilliseconds": .number(low.milliseconds),
                "highMilliseconds": .number(high.milliseconds),
            ])
        case .lognormal(let median, let p99):
            .object([
                "kind": .text("lognormal"), "medianMilliseconds": .number(median.milliseconds),
                "p99Milliseconds": .number(p99.milliseconds),
            ])
        }
    }
}
