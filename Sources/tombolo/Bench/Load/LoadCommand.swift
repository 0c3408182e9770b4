import ArgumentParser
import Foundation
import ModelBundle
import Runtime
import Wire

/// `tombolo bench fleet`: a coordinator under thousands of devices.
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "Put a coordinator under thousands of devices and account for every latent.",
        discussion: """
            Each device is a connection with a session of its own: it greets, keeps up its
            heartbeats, sends latents at its rate and phase and waits for their plans, or, with
            --pace closed, sends the next latent when the last one has ended. Latency counts from
            the instant a latent was due, so that a fleet that falls behind shows.

            Without --coordinator it starts our coordinator and workers as processes of their own;
            backbones take --service-ms by the clock. Beside it, in the same call, it measures two
            relays that move the same bytes over the same hops with the bare message library: one
            without any sign of life, one that answers as many heartbeats as sessions send. The
            ratio is the coordinator's processor time for a request over theirs.

            Devices and cluster share this machine: if it has no idle processor left, that is what
            limits, and the figures say so. Each device takes two file descriptors (ulimit -n).

              tombolo bench fleet
              tombolo bench fleet --devices 1000 --rate 5 --workers 8 --service-ms 5+0.1
              tombolo bench fleet --pace closed --devices 64 --workers 1 --service-ms 20
              tombolo bench fleet --coordinator tcp://10.0.0.7:5570 --bundle Deploy/models/driving
            """)

    @Option(help: "Devices, 1 to 20000: a connection and a session each.")
    var devices = 200
    @Option(help: "Latents a second of each device, 0.1 to 1000.")
    var rate = 10.0
    @Option(help: "When the next latent is due: open (by --rate) or closed (after the last one).")
    var pace = LoadPlan.Pace.open
    @Option(help: "Bytes of a latent, 32 to 65536.")
    var latentBytes = 2_048
    @Option(help: "Seconds that are measured, 0.5 to 3600.")
    var seconds = 5.0
    @Option(help: "Threads that drive devices, 1 to 64.")
    var threads = 1
    @Option(help: "Workers, 1 to 16.")
    var workers = 4
    @Option(help: "Milliseconds a batch takes: a base, and some for each member.")
    var serviceMs = LoadService(baseMilliseconds: 2, memberMilliseconds: 0.02)
    @Option(help: "The largest batch, 1 to 64.")
    var batchLimit = 64
    @Option(help: "Milliseconds in which a plan is of use, 10 to 10000.")
    var budgetMs = 400
    @Option(help: "Threads of the message library in the coordinator and the relays, 1 to 16.")
    var ioThreads = 1
    @Option(help: "Your own coordinator's endpoint for devices; nothing is started then.")
    var coordinator: String?
    @Option(help: "With --coordinator: the folder of the bundle that it serves.")
    var bundle: String?
    @Flag(help: "Leave the relays out.")
    var withoutRelays = false
    @Option(help: "The number that phases and payloads are drawn from.")
    var seed: UInt64 = 1
    @Option(help: "A file for the results as JSON.")
    var output: String?
    @Flag(help: ArgumentHelp("As for the serving commands.", visibility: .hidden))
    var untilInputEnds = false

    func validate() throws {
        try check("--devices", devices, LoadLimits.devices)
        try check("--latent-bytes", latentBytes, LoadLimits.latentBytes)
        try check("--threads", threads, LoadLimits.threads)
        try check("--workers", workers, LoadLimits.workers)
        try check("--batch-limit", batchLimit, LoadLimits.batches)
        try check("--budget-ms", budgetMs, LoadLimits.budgets)
        try check("--io-threads", ioThreads, LoadLimits.ioThreads)
        try check("--rate", rate, LoadLimits.rates)
        try check("--seconds", seconds, LoadLimits.seconds)
        guard coordinator == nil || bundle != nil else {
            throw ValidationError("--coordinator needs --bundle, the folder of what it serves")
        }
    }
    private func check<Value>(
        _ option: String, _ value: Value, _ range: ClosedRange<Value>
    ) throws {
        guard !range.contains(value) else { return }
        throw ValidationError(
            "\(option) is \(value), legal are \(range.lowerBound) to \(range.upperBound)")
    }
    func run() throws { try CommandRun.run("bench fleet", measureAndPrint) }

    private func measureAndPrint() throws(ProcessFailure) {
        do {
            let report = try measure()
            guard let output else { return }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(report).write(to: URL(fileURLWithPath: output))
        } catch let error as ProcessFailure {
            throw error
        } catch let error as CocoaError {
            throw ProcessFailure(.file, "cannot write \(output ?? ""): \(error)")
        } catch {
            throw ProcessFailure(.software, "\(error)")
        }
    }

    private func measure() throws -> LoadReport {
        // A connection and the library's mailbox for each device.
        try DescriptorLimit.raise(
            toHold: 2 * devices + Limits.spareDescriptors, for: "a fleet of \(devices) devices")
        let machine = Machine.current()
        let plan = LoadPlan(
            devices: devices, pace: pace, rateHertz: rate, latentBytes: latentBytes,
            seconds: seconds, threads: threads, budgetMilliseconds: budgetMs, seed: seed)
        Console.print(machine.line)
        Console.print(
            "fleet: \(devices) devices, "
                + (pace == .open ? "\(rate) Hz each" : "one latent in flight each")
                + ", \(latentBytes) B latents, budget \(budgetMs) ms, \(seconds) s, seed \(seed)")
        if let coordinator, let bundle {
            let id = BundleID(try Bundles.load(bundle))
            let run = LoadRun(
                name: "coordinator at \(coordinator)",
                dialect: LoadDialect(.coordinator(id), plan), endpoint: coordinator,
                cluster: nil)
            let result = try show(run.measure())
            return LoadReport(
                machine: machine, plan: plan, cluster: nil, results: [result], ratios: [:])
        }
        return try measureOwn(machine, plan)
    }
    private func measureOwn(_ machine: Machine, _ plan: LoadPlan) throws -> LoadReport {
        let options = LoadClusterOptions(
            workers: workers, batchLimit: batchLimit, service: serviceMs, ioThreads: ioThreads,
            deviceLimit: min(devices, Limits.devices))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "tombolo-fleet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let bundle = try LoadBundle.make(in: folder, latentBytes: latentBytes)
        var results: [LoadResult] = []
        if !withoutRelays {
            for signsOfLife in [false, true] {
                let cluster = try LoadCluster.relay(options, folder: folder)
                let run = LoadRun(
                    name: signsOfLife ? "bare relay with signs of life" : "bare relay",
                    dialect: LoadDialect(.relay(signsOfLife: signsOfLife), plan),
                    endpoint: cluster.devices, cluster: cluster)
                results.append(try show(run.measure()))
            }
        }
        let cluster = try LoadCluster.tombolo(options, folder: folder)
        let run = LoadRun(
            name: "Tombolo: \(workers) workers, \(serviceMs.text) ms a batch of \(batchLimit)",
            dialect: LoadDialect(.coordinator(BundleID(bundle)), plan),
            endpoint: cluster.devices, cluster: cluster)
        let ours = try show(run.measure())
        let ratios = compare(ours, with: results)
        return LoadReport(
            machine: machine, plan: plan, cluster: options, results: results + [ours],
            ratios: ratios)
    }
    private func show(_ result: LoadResult) -> LoadResult {
        for line in result.lines { Console.print(line) }
        return result
    }
    private func compare(_ ours: LoadResult, with relays: [LoadResult]) -> [String: Double] {
        var ratios: [String: Double] = [:]
        Console.print("")
        for relay in relays {
            guard let cost = ours.microseconds?.middle, let bare = relay.microseconds?.middle,
                bare > 0
            else { continue }
            ratios[relay.name] = cost / bare
            Console.print(
                String(format: "processor time a request: %.2f x ", cost / bare) + relay.name)
        }
        return ratios
    }
}

extension LoadPlan.Pace: ExpressibleByArgument {}
