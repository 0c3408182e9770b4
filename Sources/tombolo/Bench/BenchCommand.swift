import ArgumentParser
import ModelBundle
import Runtime

/// `tombolo bench`: what each step costs here, next to something one knows.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure each step of a frame on this machine, next to what it compares with.",
        discussion: """
            Head, local policy, backbone in batches, codec, wire format, and the way through
            coordinator and worker over loopback TCP. Each line has percentiles and a ratio to a
            named baseline, since a time alone says more about the machine than about the program.
            Measure with a release build: `swift build -c release`.

              tombolo bench
              tombolo bench --threads 2 --runs 1000
            """)

    @Option(help: "The folder of the bundle.")
    var bundle = "Deploy/models/driving"
    @Option(help: "Threads of the networks.")
    var threads = 1
    @Option(help: "Runs of each measurement; the networks run a quarter of it.")
    var runs = 400

    func validate() throws {
        guard (20...100_000).contains(runs) else {
            throw ValidationError("--runs is \(runs), legal are 20 to 100000")
        }
        guard (1...256).contains(threads) else {
            throw ValidationError("--threads is \(threads), legal are 1 to 256")
        }
    }
    func run() throws {
        try CommandRun.run("bench") { () throws(ProcessFailure) in
            let bundle = try Bundles.load(bundle)
            BenchTable.printHead(MachineLine.text(threads: threads), bundle)
            do {
                let latent = try NetworkBench(bundle, threads: threads, runs: runs / 4).run()
                let payload = try CodecBench(bundle, latent: latent, runs: runs).run()
                try WireBench(payload: payload, runs: runs).run()
                try LoopbackBench(bundle, payload: payload, threads: threads, runs: runs).run()
            } catch let failure as ProcessFailure {
                throw failure
            } catch {
                throw ProcessFailure(.software, "\(error)")
            }
        }
    }
}
