import Batching
import Foundation
import LocatedJSON
import Simulation
import Timekeeping

/// From text.
extension FleetFile {
    /// The scenario in the file at `path`, or the ready-made one of that name.
    static func load(_ path: String) throws(FleetFileError) -> FleetFile {
        if let bytes = FileManager.default.contents(atPath: path) {
            let folder = (path as NSString).deletingLastPathComponent
            return try read(Array(bytes), path: path, folder: folder.isEmpty ? "." : folder)
        }
        if let bytes = FleetScenarios.named(path) {
            return try read(bytes, path: path + ".json", folder: ".")
        }
        guard !path.contains("/"), !path.contains(".") else { throw .unreadable(path: path) }
        throw .unknownName(path, known: FleetScenarios.names)
    }
    /// The scenario that `bytes` are; `path` names it in errors, `folder` is where its files lie.
    static func read(
        _ bytes: [UInt8], path: String, folder: String
    ) throws(FleetFileError) -> FleetFile {
        do throws(FieldProblem) {
            return try FleetFile(try LocatedParser.value(of: bytes), folder: folder)
        } catch {
            throw .wrong(path: path, error)
        }
    }

    private static let keys = [
        "name", "about", "seed", "durationSeconds", "warmUpSeconds", "models", "workers",
        "groups", "tenants", "events", "service", "networkBeliefPermille", "phases",
    ]

    init(_ value: LocatedValue, folder: String) throws(FieldProblem) {
        let fields = try FieldReader(value, at: "", known: Self.keys)
        name = try fields.text("name", limit: FleetFileLimits.nameLength)
        about = fields.has("about") ? try fields.text("about") : ""
        seed = fields.has("seed") ? UInt64(try fields.count("seed", 0...1 << 53)) : 1
        duration = try fields.seconds("durationSeconds", 1...FleetFileLimits.seconds)
        warmUp = try fields.seconds("warmUpSeconds", 0...FleetFileLimits.seconds)
        guard warmUp + .milliseconds(500) <= duration else {
            throw fields.problem(
                "warmUpSeconds",
                "leaves less than half a second that counts; "
                    + "make it shorter than durationSeconds")
        }
        models = try Self.models(fields, folder)
        let names = models.map(\.name)
        workers = try Self.workers(fields, names)
        tenants = try Self.tenants(fields)
        groups = try Self.groups(fields, names, tenants.map(\.name))
        service = try Self.service(fields)
        networkBelief = Int(
            try fields.number("networkBeliefPermille", 1...100_000, or: 1_000).rounded())
        let phases = FleetScenario.Phases.allCases
        self.phases =
            fields.has("phases")
            ? phases[try fields.place("phases", in: phases.map(\.rawValue), "way")] : .random
        events = []
        guard fields.has("events") else { return }
        let groups = groups.map(\.name)
        for (value, path) in try fields.list("events", limit: FleetFileLimits.events) {
            let event = try FleetFileEvent(value, at: path, groups: groups, duration: duration)
            events.append(event)
            if let problem = eventProblem(workers: workerCount) {
                throw FieldProblem(line: value.line, field: path, problem: problem)
            }
        }
    }

    private static func models(
        _ fields: FieldReader, _ folder: String
    ) throws(FieldProblem) -> [Model] {
        var models: [Model] = []
        for (value, path) in try fields.list("models", limit: FleetFileLimits.models) {
            let model = try FieldReader(value, at: path, known: ["name", "profile"])
            let name = try newName(model, models.map(\.name))
            models.append(Model(name: name, profile: try FleetProfile(model, folder: folder)))
        }
        return models
    }
    private static func workers(
        _ fields: FieldReader, _ models: [String]
    ) throws(FieldProblem) -> [Workers] {
        var workers: [Workers] = []
        for (value, path) in try fields.list("workers", limit: FleetFileLimits.kinds) {
            let kind = try FieldReader(value, at: path, known: ["count", "models", "slowness"])
            var places: [Int] = []
            if kind.has("models") {
                for (value, path) in try kind.list("models", limit: FleetFileLimits.models) {
                    guard case .text(let name) = value.content,
                        let place = models.firstIndex(of: name), !places.contains(place)
                    else {
                        throw FieldProblem(
                            line: value.line, field: path,
                            problem: "is \(value.kind); name each model once, of "
                                + models.joined(separator: ", "))
                    }
                    places.append(place)
                }
            }
            let count = try kind.count("count", 1...FleetFileLimits.workers)
            guard count + workers.reduce(0, { $0 + $1.count }) <= FleetFileLimits.workers else {
                throw kind.problem(
                    "count", "makes more than \(FleetFileLimits.workers) workers; have fewer")
            }
            workers.append(
                Workers(
                    count: count, models: kind.has("models") ? places : Array(models.indices),
                    slowness: try kind.number("slowness", 0.01...100, or: 1)))
        }
        return workers
    }
    private static func tenants(_ fields: FieldReader) throws(FieldProblem) -> [Tenant] {
        guard fields.has("tenants") else { return [Tenant(name: "all", share: 1)] }
        var tenants: [Tenant] = []
        for (value, path) in try fields.list("tenants", limit: FleetFileLimits.tenants) {
            let tenant = try FieldReader(value, at: path, known: ["name", "share"])
            let name = try newName(tenant, tenants.map(\.name))
            tenants.append(Tenant(name: name, share: try tenant.count("share", 1...1_000)))
        }
        return tenants
    }
    private static func service(_ fields: FieldReader) throws(FieldProblem) -> Service {
        var service = Service()
        guard fields.has("service") else { return service }
        let part = try FieldReader(
            try fields.value("service", expected: "an object"), at: "service",
            known: [
                "noisePermille", "controlMilliseconds", "stragglersPermille", "claimedPermille",
            ])
        if part.has("noisePermille") { service.noise = try part.count("noisePermille", 0...300) }
        if part.has("controlMilliseconds") {
            service.control = try part.milliseconds("controlMilliseconds", 0...1_000)
        }
        if part.has("stragglersPermille") {
            service.stragglers = try part.count("stragglersPermille", 0...1_000)
        }
        if part.has("claimedPermille") {
            service.claimed = try part.count("claimedPermille", 1...100_000)
        }
        return service
    }
    /// A name that none before it has.
    static func newName(
        _ fields: FieldReader, _ others: [String]
    ) throws(FieldProblem) -> String {
        let name = try fields.text("name", limit: FleetFileLimits.nameLength)
        guard !others.contains(name) else {
            throw fields.problem("name", "is '\(name)', as one before it; choose another name")
        }
        return name
    }
}
