import ArgumentParser
import Foundation
import Inference
import ModelBundle
import Runtime
import Timekeeping
import Wire

/// `tombolo profile`: how long this machine takes for batches of a backbone.
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Measure how long this worker takes for batches of a bundle's backbone.",
        discussion: """
            Run it on the machine that will be a worker, with the threads it will have, and with
            nothing else running. The file it writes goes into a scenario, as
            {"name": "driving", "profile": {"file": "profile.json"}}, and to a worker, which then
            need not measure at its start. The time is the backbone's alone; decoding latents and
            encoding plans takes some hundredths of it.

              tombolo profile
              tombolo profile --batches 1,2,4,8,16 --threads 4 --seconds 30 --output big.json
              tombolo simulate fleet fleet.json
              tombolo worker --profile profile.json
            """)

    @Option(help: "The folder of the bundle.")
    var bundle = "Deploy/models/driving"
    @Option(help: "The batch sizes, as 1,2,4,8,16,32, each 1 to 256.")
    var batches = BatchSizes(upTo: 32)
    @Option(help: "How long to measure, 0.1 to 3600 seconds; p95 wants some ten.")
    var seconds = 10.0
    @Option(help: "Threads of the backbone, 1 to 256, as the worker will have.")
    var threads = 1
    @Option(help: "The file to write.")
    var output = "profile.json"

    func validate() throws {
        guard (0.1...3_600).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds), legal are 0.1 to 3600")
        }
        guard (1...256).contains(threads) else {
            throw ValidationError("--threads is \(threads), legal are 1 to 256")
        }
    }
    func run() throws { try CommandRun.run("profile", profile) }

    private func profile() throws(ProcessFailure) {
        let bundle = try Bundles.load(bundle)
        let folder = URL(fileURLWithPath: output).deletingLastPathComponent().path
        // Before the time is spent.
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw ProcessFailure(
                .file, "cannot write to \(folder); name a file elsewhere with --output")
        }
        let machine = Machine.current()
        Console.print(machine.line)
        let points = try measure(bundle)
        let file = ProfileFile(
            model: "\(bundle.name) \(bundle.version)", bundle: "\(BundleID(bundle))",
            machine: "\(machine.processor), \(machine.cores) cores, \(machine.system)",
            threads: threads, points: points)
        for line in Self.lines(file) { Console.print(line) }
        try write(file)
        Console.print("\nprofile: \(output); name it in a scenario or give it to `tombolo worker`")
    }
    private func measure(_ bundle: ModelBundle) throws(ProcessFailure) -> [ProfileFile.Point] {
        var progress = FleetProgress(isQuiet: false)
        progress.show("loading", done: 0, of: nil)
        do throws(InferenceError) {
            let profile = try BackboneProfile(bundle, sizes: batches.sizes, threads: threads)
            let points = try profile.run(seconds: seconds) { share in
                progress.show("measuring", share: share)
            }
            progress.end()
            return points
        } catch {
            progress.end()
            throw ProcessFailure(error)
        }
    }
    private func write(_ file: ProfileFile) throws(ProcessFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try (encoder.encode(file.value) + Data("\n".utf8))
                .write(to: URL(fileURLWithPath: output))
        } catch {
            throw ProcessFailure(
                .file,
                "cannot write \(output): \(error.localizedDescription); "
                    + "name another file with --output")
        }
    }

    private static func lines(_ file: ProfileFile) -> [String] {
        var rows = [["batch", "p50 ms", "p95 ms", "each ms", "a second", "runs"]]
        for point in file.points {
            let time = point.time.milliseconds
            rows.append([
                "\(point.batch)", FleetTable.number(time, 2),
                point.p95.map { FleetTable.number($0.milliseconds, 2) } ?? "",
                FleetTable.number(time / Double(point.batch), 3),
                FleetTable.number(Double(point.batch) / max(point.time.seconds, 1e-9), 0),
                "\(point.runs ?? 0)",
            ])
        }
        return ["\(file.model), threads: \(file.threads)"] + FleetTable.aligned(rows)
    }
}
