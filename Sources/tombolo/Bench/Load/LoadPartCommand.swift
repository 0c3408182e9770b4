import ArgumentParser
import ModelBundle
import Runtime

/// `tombolo bench fleet-part`: a process that `tombolo bench fleet` starts.
struct LoadPartCommand: ParsableCommand {
    enum Part: String, ExpressibleByArgument, CaseIterable {
        case relay
        case farEnd = "far-end"
        case workers
    }
    static let configuration = CommandConfiguration(
        commandName: "fleet-part", abstract: "A process of 'tombolo bench fleet'.",
        shouldDisplay: false)

    @Argument(help: "Which part to be.")
    var part: Part
    @Option(help: "Where the middle listens for this part.")
    var connect = ""
    @Option(help: "Connections, or workers.")
    var count = 1
    @Option(help: "Threads of the message library.")
    var ioThreads = 1
    @Option(help: "The folder of the bundle.")
    var bundle = ""
    @Option(help: "The largest batch.")
    var batchLimit = 64
    @Option(help: "What a batch takes.")
    var serviceMs: LoadService?
    @OptionGroup var options: LogLevelOption

    func run() throws { try CommandRun.run("bench fleet-part", work) }

    private func work() throws(ProcessFailure) {
        let shutdown = Shutdown()
        shutdown.listenToSignals()
        if options.untilInputEnds { shutdown.listenToStandardInput() }
        do {
            switch part {
            case .relay:
                try RawRelay(inputOutputThreads: ioThreads, stop: shutdown).relay()
            case .farEnd:
                try RawRelay(inputOutputThreads: 1, stop: shutdown)
                    .farEnd(connect, count: count)
            case .workers: try runWorkers(shutdown)
            }
        } catch let error as ProcessFailure {
            throw error
        } catch {
            throw ProcessFailure(.software, "\(error)")
        }
    }
    private func runWorkers(_ shutdown: Shutdown) throws {
        guard let service = serviceMs else {
            throw ProcessFailure(.usage, "workers need --service-ms")
        }
        let log = LogStart(component: "workers", level: options.logLevel.level)
        defer { log.close() }
        let workers = LoadWorkers(
            count: count, batchLimit: batchLimit, base: service.base, member: service.member)
        try workers.run(
            try Bundles.load(bundle), endpoint: connect, shutdown: shutdown, log)
    }
}
