import ArgumentParser
import LocatedJSON
import Runtime
import Simulation
import Timekeeping

/// The options that `simulate fleet` and `simulate plan` share.
struct FleetOptions: ParsableArguments {
    @Argument(
        help: """
            A scenario file, or a ready-made one: city-cars, factory-robots, mixed-classes, \
            worker-dies, reconnect-storm, two-models, tiny-cell, hundred-thousand.
            """)
    var scenario: String
    @Option(help: "The seed of devices, links and workers; the file's if not given.")
    var seed: UInt64?
    @Option(help: "Simulated seconds, the warm-up included; the file's if not given.")
    var seconds: Double?
    @Option(
        help: """
            Cells that share workers and devices evenly; if not given, as few as keep 16 workers \
            and 100,000 devices each.
            """)
    var cells: Int?
    @Option(
        help: """
            Who schedules: ours, or for comparison fifo, triton, lazyEDF, clockwork or symphony, \
            each with the best of its knobs, or with knobs by name, as triton-5-20.
            """)
    var scheduler = FleetScheduler.ours
    @Option(help: "A folder for results.json and results.html, made if need be.")
    var output: String?
    @Flag(help: "Print the results as JSON, and nothing else.")
    var json = false

    func validate() throws {
        if let seconds {
            guard (1...FleetFileLimits.seconds).contains(seconds) else {
                throw ValidationError("--seconds is \(seconds), legal are 1 to 3600")
            }
        }
        if let cells {
            guard (1...FleetFileLimits.workers).contains(cells) else {
                throw ValidationError("--cells is \(cells), legal are 1 to 1024")
            }
        }
    }

    /// The scenario with seed and seconds as the options say.
    func file() throws(ProcessFailure) -> FleetFile {
        var file: FleetFile
        do throws(FleetFileError) {
            file = try FleetFile.load(scenario)
        } catch {
            throw ProcessFailure(.usage, error.description)
        }
        if let seed { file.seed = seed }
        guard let seconds else { return file }
        file.duration = FieldReader.interval(milliseconds: seconds * 1_000)
        guard file.warmUp + .milliseconds(500) <= file.duration else {
            throw ProcessFailure(
                .usage,
                "--seconds \(LocatedValue.text(seconds)) leaves nothing after the warm-up "
                    + "of \(LocatedValue.text(file.warmUp.seconds)) s; name more")
        }
        for event in file.events {
            var end = event.at
            if case .outage(let span) = event.kind { end = end + span + .seconds(1) }
            guard end <= file.duration else {
                throw ProcessFailure(
                    .usage,
                    "--seconds \(LocatedValue.text(seconds)) ends before the event at "
                        + "\(LocatedValue.text(event.at.seconds)) s is over; name more")
            }
        }
        return file
    }
    /// How many cells `fleet` is divided into.
    func cellCount(_ fleet: FleetScenario) throws(ProcessFailure) -> Int {
        let count = cells ?? FleetCells.count(for: fleet)
        let fewest = fleet.groups.map(\.count).reduce(0, +)
        guard count <= fleet.workerCount, count <= fewest else {
            throw ProcessFailure(
                .usage,
                "\(count) cells are too many for \(fleet.workerCount) workers and "
                    + "\(fewest) devices; name fewer with --cells")
        }
        let workers = (fleet.workerCount + count - 1) / count
        // By hashing, some cell has more than its share.
        let devices = FleetCells(fleet, count: count).scenarios.map(\.deviceCount).max() ?? 0
        guard workers <= FleetFileLimits.largestCell, devices <= FleetFileLimits.cellDevices else {
            throw ProcessFailure(
                .usage,
                "\(count) cells have up to \(workers) workers and \(devices) devices, "
                    + "legal are \(FleetFileLimits.largestCell) and "
                    + "\(FleetFileLimits.cellDevices); name more with --cells")
        }
        return count
    }
    /// Prints JSON or `lines`, and writes the files that were asked for.
    func present(_ report: FleetSimulationReport, lines: [String]) throws(ProcessFailure) {
        let files = report.files
        Console.print(json ? try files.json() : lines.joined(separator: "\n"))
        guard let output else {
            if !json { Console.print("\nAdd --output DIR for plots: results.html, results.json.") }
            return
        }
        let page = try files.write(to: output)
        if !json { Console.print("\nplots and numbers: \(page), results.json beside it") }
    }
}
