import LocatedJSON
import Simulation
import Timekeeping

/// How long a worker takes for batches of a model, as a scenario file says it.
enum FleetProfile: Hashable {
    /// A set-up time and a time for each member.
    case stated(base: Interval, perMember: Interval, batchLimit: Int)
    /// By growing batch.
    case measured([ServiceProfile.Point])

    /// Reads the profile of a model; files are named as seen from `folder`.
    init(_ fields: FieldReader, folder: String) throws(FieldProblem) {
        let value = try fields.value(
            "profile",
            expected: "{\"baseMilliseconds\": 8, \"perMemberMilliseconds\": 0.25, "
                + "\"batchLimit\": 64}, {\"points\": [...]} or {\"file\": \"NAME\"}")
        let profile = try FieldReader(
            value, at: FieldReader.join(fields.path, "profile"),
            known: ["baseMilliseconds", "perMemberMilliseconds", "batchLimit", "points", "file"])
        let ways = ["baseMilliseconds", "points", "file"].filter { profile.has($0) }
        guard ways.count == 1 else {
            throw fields.problem(
                "profile",
                "says it \(ways.count) times; have one of baseMilliseconds with "
                    + "perMemberMilliseconds and batchLimit, or points, or file")
        }
        for other in ["perMemberMilliseconds", "batchLimit"]
        where profile.has(other) && !profile.has("baseMilliseconds") {
            throw profile.problem(other, "belongs to baseMilliseconds; remove it")
        }
        if profile.has("points") {
            self = .measured(try Self.points(profile))
        } else if profile.has("file") {
            self = .measured(try Self.file(profile, folder))
        } else {
            self = try Self.stated(profile)
        }
    }

    private static func stated(_ profile: FieldReader) throws(FieldProblem) -> FleetProfile {
        let base = try profile.milliseconds(
            "baseMilliseconds", 0...FleetFileLimits.serviceMilliseconds)
        let each = try profile.milliseconds(
            "perMemberMilliseconds", 0...FleetFileLimits.serviceMilliseconds)
        let limit = try profile.count("batchLimit", 1...FleetFileLimits.batch)
        guard base + each >= .microseconds(1) else {
            throw profile.problem(
                "perMemberMilliseconds", "makes a batch take no time; state 0.001 or more")
        }
        guard
            (base + each * Int64(limit)).milliseconds <= FleetFileLimits.serviceMilliseconds
        else {
            throw profile.problem(
                "perMemberMilliseconds", "makes a full batch take over 10 s; state less")
        }
        return .stated(base: base, perMember: each, batchLimit: limit)
    }
    /// The points that `fields` has under `points`.
    static func points(_ fields: FieldReader) throws(FieldProblem) -> [ServiceProfile.Point] {
        var points: [ServiceProfile.Point] = []
        for (value, path) in try fields.list("points", limit: FleetFileLimits.batch) {
            let point = try FieldReader(
                value, at: path,
                known: ["batch", "milliseconds", "p95Milliseconds", "runs"])
            let batch = try point.count("batch", 1...FleetFileLimits.batch)
            let time = try point.milliseconds(
                "milliseconds", 0.001...FleetFileLimits.serviceMilliseconds)
            if let last = points.last, batch <= last.batch {
                throw point.problem(
                    "batch", "is \(batch) after \(last.batch); sort the points by batch")
            }
            points.append(.init(batch: batch, time: time))
        }
        return points
    }
    private static func file(
        _ profile: FieldReader, _ folder: String
    ) throws(FieldProblem) -> [ServiceProfile.Point] {
        let name = try profile.text("file")
        let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
        do throws(FleetFileError) {
            return try ProfileFile.load(path).points.map {
                ServiceProfile.Point(batch: $0.batch, time: $0.time)
            }
        } catch {
            throw profile.problem("file", error.description)
        }
    }

    /// For a simulation.
    var profile: ServiceProfile {
        switch self {
        case .stated(let base, let perMember, let batchLimit):
            ServiceProfile(base: base, perMember: perMember, batchLimit: batchLimit)
        case .measured(let points): ServiceProfile(points: points)
        }
    }
    /// As in a file, the points of another file within.
    var value: LocatedValue {
        switch self {
        case .stated(let base, let perMember, let batchLimit):
            .object([
                "baseMilliseconds": .number(base.milliseconds),
                "perMemberMilliseconds": .number(perMember.milliseconds),
                "batchLimit": .number(Double(batchLimit)),
            ])
        case .measured(let points):
            .object([
                "points": .list(
                    points.map {
                        .object([
                            "batch": .number(Double($0.batch)),
                            "milliseconds": .number($0.time.milliseconds),
                        ])
                    })
            ])
        }
    }
}
