import ArgumentParser
import Inference
import Logging
import ModelBundle
import OpenVINOBackend
import Randomness
import Runtime
import Session
import Wire
import WorkerCore
import ZeroMQ

/// `tombolo worker`: runs the backbone for a coordinator.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Run the backbones of one or more bundles for a coordinator, in batches.",
        discussion: """
            At the start it measures how long batches of 1, 2, 4, ... take here; the coordinator
            forms batches by that. It prints what it measured, a line for each bundle, and a line
            once a coordinator took it in. Of several bundles it still runs one batch at a time.
            With --profile it takes the times that `tombolo profile` wrote instead.

              tombolo worker --bundle Deploy/models/driving
              tombolo worker --bundle models/driving --bundle models/parking
              tombolo worker --coordinator tcp://10.0.0.7:5571 --batch-limit 16 --threads 4
            """)

    @Option(help: "Where the coordinator listens for workers.")
    var coordinator = "tcp://127.0.0.1:5571"
    @Option(
        name: .customLong("bundle"), parsing: .singleValue,
        help: "The folder of a bundle; give it up to four times.")
    var bundles = ["Deploy/models/driving"]
    @Option(help: "The largest batch of each bundle, 1 to 64.")
    var batchLimit = 8
    @Option(help: "Threads of the backbone.")
    var threads = 1
    @Option(
        name: .customLong("profile"), parsing: .singleValue,
        help: """
            A file of `tombolo profile` with the times of a bundle; it measures them if not given.
            """)
    var profiles: [String] = []
    @Option(help: "The name it is called by in logs.")
    var name = "worker"
    @OptionGroup var options: LogLevelOption

    func validate() throws {
        guard (1...Wire.Limits.modelCount).contains(bundles.count) else {
            throw ValidationError("--bundle is given \(bundles.count) times, legal are 1 to 4")
        }
        guard (1...64).contains(batchLimit) else {
            throw ValidationError("--batch-limit is \(batchLimit), legal are 1 to 64")
        }
        guard (1...256).contains(threads) else {
            throw ValidationError("--threads is \(threads), legal are 1 to 256")
        }
        guard Wire.Limits.allowsName(name) else {
            throw ValidationError("--name has 1 to 64 bytes and no control characters")
        }
    }
    func run() throws { try CommandRun.run("worker", work) }

    private func work() throws(ProcessFailure) {
        let shutdown = Shutdown()
        shutdown.listenToSignals()
        if options.untilInputEnds { shutdown.listenToStandardInput() }
        let log = LogStart(component: "worker", level: options.logLevel.level)
        defer { log.close() }
        let (models, served) = try loadModels(try loadBundles())
        let configuration = WorkerConfiguration(name: name, models: served, session: .standard)
        let endpoint = coordinator
        do throws(WorkerShellError) {
            let shell = WorkerShell(
                configuration: configuration, models: models, endpoint: endpoint,
                random: Chance.stream(), context: try context(), shutdown: shutdown,
                logger: log.logger
            ) { epoch in
                Console.print("ready coordinator=\(endpoint) epoch=\(String(epoch, radix: 16))")
            }
            try shell.run()
            let counts = shell.coreCounts
            log.logger.notice(
                "ended",
                metadata: [
                    "received": "\(counts.received)", "answered": "\(counts.answered)",
                    "batches": "\(counts.batches)", "unsound": "\(counts.unsound)",
                    "balanced": "\(counts.isBalanced)",
                ])
        } catch {
            switch error {
            case .transport(let error): throw ProcessFailure(error)
            case .refused(let refuse):
                throw ProcessFailure(
                    refuse, endpoint: endpoint, bundles: served.map(\.bundle))
            }
        }
    }
    private func context() throws(WorkerShellError) -> Context {
        do throws(ZeroMQError) {
            return try Context(inputOutputThreads: 1)
        } catch {
            throw .transport(error)
        }
    }
    /// The bundles in their order. One that is named twice would only be half known: the
    /// coordinator goes by the first of a kind.
    private func loadBundles() throws(ProcessFailure) -> [ModelBundle] {
        var loaded: [ModelBundle] = []
        for path in bundles {
            let bundle = try Bundles.load(path)
            guard !loaded.contains(where: { $0.bundleID == bundle.bundleID }) else {
                throw ProcessFailure(
                    .usage, "\(path) is the same bundle as one before; name each bundle once")
            }
            loaded.append(bundle)
        }
        return loaded
    }
    private func loadModels(
        _ bundles: [ModelBundle]
    ) throws(ProcessFailure) -> sending ([WorkerModels], OneOrMore<ServedModel>) {
        do {
            let profiles = try loadProfiles(bundles)
            let backend = try OpenVINOBackend(settings: OpenVINOSettings(threadCount: threads))
            var models: [WorkerModels] = []
            var served: [ServedModel] = []
            for bundle in bundles {
                let model = try WorkerModels(
                    bundle: bundle, backend: backend, batchLimit: batchLimit)
                let times = try profiles["\(BundleID(bundle))"] ?? model.measure(runs: 5)
                let list = times.map { "\($0.batch):\(Milliseconds.text($0.time))" }
                Console.print(
                    "measured bundle=\(bundle.name) batch:ms=\(list.joined(separator: ","))")
                models.append(model)
                served.append(
                    ServedModel(
                        bundle: BundleID(bundle), batchLimit: batchLimit, serviceTimes: times,
                        plan: PlanShape(bundle)))
            }
            guard let served = OneOrMore(served) else {
                throw ProcessFailure(.usage, "there is no bundle; name one by --bundle")
            }
            return (models, served)
        } catch let error as ProcessFailure {
            throw error
        } catch let error as InferenceError {
            throw ProcessFailure(error)
        } catch let error as ModelLoadError {
            throw ProcessFailure(error)
        } catch {
            throw ProcessFailure(.software, "\(error)")
        }
    }
    /// The times of the profiles that were named, up to the batch limit, by bundle.
    private func loadProfiles(
        _ bundles: [ModelBundle]
    ) throws(ProcessFailure) -> [String: [ServiceTime]] {
        var times: [String: [ServiceTime]] = [:]
        for path in profiles {
            let file: ProfileFile
            do throws(FleetFileError) {
                file = try ProfileFile.load(path)
            } catch {
                throw ProcessFailure(.usage, error.description)
            }
            let known = bundles.map { "\(BundleID($0))" }
            guard known.contains(file.bundle), file.threads == threads else {
                throw ProcessFailure(
                    .usage,
                    "\(path) is of \(file.model) (\(file.bundle.prefix(12))) on threads: "
                        + "\(file.threads), and this worker has none such on threads: \(threads); "
                        + "measure it again with `tombolo profile`")
            }
            times[file.bundle] = try Self.times(of: file, at: path, upTo: batchLimit)
        }
        return times
    }
    private static func times(
        of file: ProfileFile, at path: String, upTo batchLimit: Int
    ) throws(ProcessFailure) -> [ServiceTime] {
        let times = file.points.filter { $0.batch <= batchLimit }
            .map { ServiceTime(batch: UInt16($0.batch), time: $0.time) }
        guard !times.isEmpty else {
            throw ProcessFailure(
                .usage, "\(path) has no batch up to \(batchLimit); raise --batch-limit")
        }
        guard times.count <= Wire.Limits.serviceTimeCount else {
            throw ProcessFailure(
                .usage,
                "\(path) has \(times.count) batch sizes, a worker can tell "
                    + "\(Wire.Limits.serviceTimeCount); measure fewer with --batches")
        }
        return times
    }
}
