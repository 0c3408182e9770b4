import Batching
import LocatedJSON
import Timekeeping

/// The groups of devices, from text, and whether the events fit the workers.
extension FleetFile {
    private static let groupKeys = [
        "name", "count", "load", "model", "class", "tenant", "periodMilliseconds",
        "deadlineMilliseconds", "uplink", "downlink", "driftPartsPerMillion",
        "clockErrorMilliseconds",
    ]
    private static let classes = RequestClass.allCases.map { "\($0)" }

    static func groups(
        _ fields: FieldReader, _ models: [String], _ tenants: [String]
    ) throws(FieldProblem) -> [Group] {
        var groups: [Group] = []
        var devices = 0
        for (value, path) in try fields.list("groups", limit: FleetFileLimits.kinds) {
            let group = try FieldReader(value, at: path, known: groupKeys)
            let name = try newName(group, groups.map(\.name))
            let size = try size(group)
            if case .count(let count) = size { devices += count }
            guard devices <= FleetFileLimits.devices else {
                throw group.problem(
                    "count", "makes more than \(FleetFileLimits.devices) devices; have fewer")
            }
            let requestClass =
                group.has("class") ? try group.place("class", in: classes, "class") : 1
            groups.append(
                Group(
                    name: name, size: size,
                    model: models.count == 1 && !group.has("model")
                        ? 0 : try group.place("model", in: models, "model"),
                    requestClass: RequestClass.allCases[requestClass],
                    tenant: tenants.count == 1 && !group.has("tenant")
                        ? 0 : try group.place("tenant", in: tenants, "tenant"),
                    period: try group.milliseconds(
                        "periodMilliseconds", 1...FleetFileLimits.periodMilliseconds),
                    deadline: try group.milliseconds(
                        "deadlineMilliseconds", 1...FleetFileLimits.deadlineMilliseconds),
                    uplink: try FleetLink(group, "uplink"),
                    downlink: try FleetLink(group, "downlink"),
                    drift: try group.number("driftPartsPerMillion", 0...1_000, or: 0),
                    clockError: group.has("clockErrorMilliseconds")
                        ? try group.milliseconds("clockErrorMilliseconds", 0...1_000) : .zero))
        }
        return groups
    }
    private static func size(_ group: FieldReader) throws(FieldProblem) -> Size {
        guard group.has("count") != group.has("load") else {
            throw group.problem(
                "count",
                "is needed, or load, and not both: the devices, or the share of what "
                    + "the workers can do that they ask for")
        }
        return group.has("count")
            ? .count(try group.count("count", 1...FleetFileLimits.devices))
            : .load(try group.number("load", 0.001...FleetFileLimits.load))
    }

    /// What is wrong with the events for so many workers, or nil.
    func eventProblem(workers: Int) -> String? {
        var noticed: [Int: Interval] = [:]
        var previous = Interval.zero
        for event in events {
            guard event.at >= previous else { return "is earlier than the one before; sort them" }
            previous = event.at
            switch event.kind {
            case .workerDies(let worker, let notice):
                guard worker < workers else { return missing(worker, of: workers) }
                guard noticed[worker] == nil else { return "worker \(worker) is dead already" }
                noticed[worker] = event.at + notice
            case .workerReturns(let worker):
                guard worker < workers else { return missing(worker, of: workers) }
                guard let since = noticed[worker] else {
                    return "worker \(worker) is not dead; let it die before"
                }
                guard event.at > since else {
                    return "worker \(worker) returns before its death is noticed; let it later"
                }
                noticed[worker] = nil
            case .slowness, .connected, .outage: break
            }
        }
        return nil
    }
    private func missing(_ worker: Int, of workers: Int) -> String {
        "there is no worker \(worker); the \(workers) workers are 0 to \(workers - 1)"
    }
}
