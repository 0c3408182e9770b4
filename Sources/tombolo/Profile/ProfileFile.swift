import Foundation
import LocatedJSON
import Simulation
import Timekeeping

/// How long a real worker takes for batches of a bundle's backbone: what `tombolo profile` writes
/// and scenarios and workers read.
struct ProfileFile: Hashable {
    /// One batch size.
    struct Point: Hashable {
        /// Members.
        var batch: Int
        /// The middle time.
        var time: Interval
        /// What 95 of 100 runs did not exceed.
        var p95: Interval?
        /// How often it was run.
        var runs: Int?
    }
    /// The model's name and version, for people.
    var model: String
    /// The bundle's identity, in hexadecimal digits.
    var bundle: String
    /// What it was measured on, for people.
    var machine: String
    /// Threads of the model.
    var threads: Int
    /// By growing batch, at least one.
    var points: [Point]

    private static let kind = "tombolo profile 1"
    private static let keys = ["kind", "model", "bundle", "machine", "threads", "points"]

    /// The profile in the file at `path`.
    static func load(_ path: String) throws(FleetFileError) -> ProfileFile {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path: path)
        }
        do throws(FieldProblem) {
            return try ProfileFile(try LocatedParser.value(of: Array(bytes)))
        } catch {
            throw .wrong(path: path, error)
        }
    }

    /// Reads the fields of `value`.
    init(_ value: LocatedValue) throws(FieldProblem) {
        let fields = try FieldReader(value, at: "", known: Self.keys)
        _ = try fields.place("kind", in: [Self.kind], "kind of file")
        model = try fields.text("model")
        bundle = try fields.text("bundle")
        machine = try fields.text("machine")
        threads = try fields.count("threads", 1...256)
        var points: [Point] = []
        let plain = try FleetProfile.points(fields)
        for (point, (value, path)) in zip(
            plain, try fields.list("points", limit: FleetFileLimits.batch))
        {
            let known = ["batch", "milliseconds", "p95Milliseconds", "runs"]
            let entry = try FieldReader(value, at: path, known: known)
            points.append(
                Point(
                    batch: point.batch, time: point.time,
                    p95: entry.has("p95Milliseconds")
                        ? try entry.milliseconds(
                            "p95Milliseconds", 0.001...FleetFileLimits.serviceMilliseconds) : nil,
                    runs: entry.has("runs") ? try entry.count("runs", 1...1 << 53) : nil))
        }
        self.points = points
    }
    /// A profile from its parts.
    init(model: String, bundle: String, machine: String, threads: Int, points: [Point]) {
        self.model = model
        self.bundle = bundle
        self.machine = machine
        self.threads = threads
        self.points = points
    }

    /// What `init` reads as this value.
    var value: LocatedValue {
        .object([
            "kind": .text(Self.kind), "model": .text(model), "bundle": .text(bundle),
            "machine": .text(machine), "threads": .number(Double(threads)),
            "points": .list(
                points.map { point in
                    .object([
                        "batch": .number(Double(point.batch)),
                        "milliseconds": .number(point.time.milliseconds),
                        "p95Milliseconds": point.p95.map { .number($0.milliseconds) },
                        "runs": point.runs.map { .number(Double($0)) },
                    ])
                }),
        ])
    }
}
