import ArgumentParser
import EdgeCore
import Foundation
import ModelBundle
import Runtime
import Wire

/// `tombolo bench parts`: how long each part takes, beside a baseline.
struct PartsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parts",
        abstract: "Time head, backbone, local policy, codec, wire and the round trip.",
        discussion: """
            Everything is measured side by side with a baseline in the same call: each round takes
            one sample of each, so that a busy machine hits both alike. The ratio is the median
            over the rounds; times are microseconds of one call, and 'each' is per batch member.
            On a shared machine believe the ratios, not the times.

            The round trip runs the real coordinator and worker on threads of this process, with
            a backbone that takes no time, beside bare ZeroMQ sockets that move the same bytes.
            Latents come from the bundle's head on rendered frames. Bytes beside JPEG and H.264
            are measured by Deploy/models/driving/rate.py, beside zstd and Blosc2 by rivals.py.

              tombolo bench
              tombolo bench --bundle Deploy/models/driving --repeats 1000 --output bench.json
            """)

    @Option(help: "The folder of the bundle.")
    var bundle = "Deploy/models/driving"
    @Option(help: "Samples of each, 20 to 100000; p99 needs 100 to mean anything.")
    var repeats = 200
    @Option(help: "Threads of each network, 1 to 256.")
    var threads = 1
    @Option(help: "A file for the results as JSON.")
    var output: String?

    func validate() throws {
        guard (20...100_000).contains(repeats) else {
            throw ValidationError("--repeats is \(repeats), legal are 20 to 100000")
        }
        guard (1...256).contains(threads) else {
            throw ValidationError("--threads is \(threads), legal are 1 to 256")
        }
    }
    func run() throws { try CommandRun.run("bench", measureAndPrint) }

    private func measureAndPrint() throws(ProcessFailure) {
        let bundle = try Bundles.load(bundle)
        do {
            let report = try measure(bundle)
            guard let output else { return }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(report).write(to: URL(fileURLWithPath: output))
        } catch let error as CocoaError {
            throw ProcessFailure(.file, "cannot write \(output ?? ""): \(error)")
        } catch {
            throw ProcessFailure(.software, "\(error)")
        }
    }
    private func measure(_ bundle: ModelBundle) throws -> BenchReport {
        let machine = Machine.current()
        let name = "\(bundle.name) \(bundle.version), \("\(BundleID(bundle))".prefix(12))"
        Console.print(machine.line)
        Console.print("bundle: \(name); \(repeats) samples of each, interleaved by rounds")
        Console.print("Times on a shared machine mean little: believe the ratios.")

        let drives = SampleDrives(
            framesPerScenario: 8, width: bundle.camera.width, height: bundle.camera.height)
        let models = try ModelContests(bundle, drives, threads: threads)
        let codec = try CodecContest(
            models.latents, earlier: models.earlierLatents, bundle.latent)
        let answer = try models.answer()
        let state = StatePayload.encode(drives.states[0])
        let frames = WireFrames(
            elementCount: bundle.latent.elementCount, stateByteCount: state.count,
            latentPayload: state + codec.sample, beliefs: answer.beliefs, steps: answer.steps,
            stepMilliseconds: bundle.plan.stepMilliseconds,
            channelCount: bundle.plan.channels.count)
        let contests = [
            models.networks, models.batching, codec.contest, WireContest(frames).contest,
            WireContest(frames).controlParts, SchedulerContest.contest,
        ]
        var results = try contests.map(measure)
        let trip = try RoundTripContest(bundle, frames)
        defer { trip.end() }
        results.append(try measure(trip.contest))
        let reported = trip.reported
        Console.print(
            "  of it, as the plans report: \(Standing.text(reported.compute)) us in the worker's "
                + "compute (decode, idle backbone, encode), \(Standing.text(reported.queue)) us "
                + "else between arrival and plan at the coordinator")
        for line in codec.bytes.lines { Console.print(line) }
        return BenchReport(
            machine: machine, bundle: name, repeats: repeats, threads: threads, contests: results,
            latentBytes: codec.bytes, reportedQueueMicroseconds: reported.queue,
            reportedComputeMicroseconds: reported.compute)
    }
    private func measure(_ contest: Contest) throws -> ContestResult {
        let result = try contest.run(rounds: repeats)
        for line in result.lines { Console.print(line) }
        return result
    }
}
