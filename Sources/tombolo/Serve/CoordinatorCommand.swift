import ArgumentParser
import CoordinatorCore
import Glibc
import ModelBundle
import Runtime
import Timekeeping
import Wire
import ZeroMQ

/// `tombolo coordinator`: between devices and workers.
struct CoordinatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator",
        abstract: "Take latents from devices, give them to workers in time, bring plans back.",
        discussion: """
            Prints one line once it listens, with the ports it got (write `*` for a free one):

              ready devices=tcp://127.0.0.1:5570 workers=tcp://127.0.0.1:5571

            Without --bundle it serves whatever bundles its workers bring. Ctrl-C finishes what is
            under way, sends everybody away and ends; a second Ctrl-C ends at once.

              tombolo coordinator
              tombolo coordinator --devices 'tcp://*:5570' --workers tcp://10.0.0.7:5571
              tombolo coordinator --device-limit 4096 --io-threads 2
              tombolo coordinator --cell tcp://10.0.1.7:5570 --cell tcp://10.0.2.7:5570

            Each device takes a file descriptor: the limit is raised as far as the system lets.
            'tombolo bench fleet' measures how many devices a machine carries.
            """)

    @Option(help: "Where devices connect.")
    var devices = "tcp://127.0.0.1:5570"
    @Option(help: "Where workers connect.")
    var workers = "tcp://127.0.0.1:5571"
    @Option(help: "The folder of the only bundle to serve.")
    var bundle: String?
    @Option(
        help: """
            A fleet that shares the cell, as NAME=SHARE: devices named NAME/... have that part \
            when fleets compete; those of no fleet have one part. May be repeated.
            """)
    var fleet: [FleetOption] = []
    @Option(
        help: """
            Load up to which devices are admitted, in per cent of what the workers can do in full \
            batches; 95 keeps room for plans in time, more is carried by slower captures.
            """)
    var admittedLoad = 1_000
    @Flag(
        inversion: .prefixedNo,
        help: "Ask devices to capture at other moments and, in overload, less often.")
    var pacing = true
    @Option(
        help: """
            Where a fellow cell listens for devices, by the endpoint that devices have. When this \
            coordinator is told to end, it sends each device to one of them first. May be repeated.
            """)
    var cell: [String] = []
    @Option(help: "Seconds that devices have for that, 0.001 to 3600.")
    var handover = 10.0
    @Option(help: "Devices that may have a session, 1 to 16384.")
    var deviceLimit = CoordinatorConfiguration.standard.deviceLimit
    @Option(help: "Threads between sockets and network, 1 to 16; two from three processors on.")
    var ioThreads = CoordinatorCommand.usualIOThreads
    @OptionGroup var options: LogLevelOption

    /// One of them takes about as long for a message as the thread behind it does, so that two keep
    /// up with it and a third would idle; on two processors a second is worth nothing (measured).
    static var usualIOThreads: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 2 ? 2 : 1 }

    func validate() throws {
        guard (1...Limits.devices).contains(deviceLimit) else {
            throw ValidationError(
                "--device-limit is \(deviceLimit), legal are 1 to \(Limits.devices)")
        }
        guard cell.count <= CoordinatorConfiguration.fellowLimit,
            cell.allSatisfy({ Wire.Limits.allowsEndpoint($0) })
        else {
            throw ValidationError("--cell is tcp://HOST:PORT, given up to 64 times")
        }
        guard Set(cell).count == cell.count else {
            throw ValidationError("--cell names an endpoint twice")
        }
        guard (0.001...3_600).contains(handover) else {
            throw ValidationError("--handover is 0.001 to 3600 seconds")
        }
        guard ZeroMQLimits.inputOutputThreads.contains(ioThreads) else {
            throw ValidationError("--io-threads is \(ioThreads), legal are 1 to 16")
        }
    }
    func run() throws { try CommandRun.run("coordinator", serve) }

    private func serve() throws(ProcessFailure) {
        let shutdown = Shutdown()
        shutdown.listenToSignals()
        if options.untilInputEnds { shutdown.listenToStandardInput() }
        let log = LogStart(component: "coordinator", level: options.logLevel.level)
        defer { log.close() }
        var configuration = CoordinatorConfiguration.standard
        configuration.fleets = fleet.map(\.fleet)
        configuration.isPacing = pacing
        configuration.admittedLoad = min(max(admittedLoad, 1), 100_000) * 10
        configuration.fellows = cell
        configuration.handoverTime = .nanoseconds(Int64(handover * 1e9))
        configuration.deviceLimit = deviceLimit
        // A latent of each may wait at once.
        configuration.queueLimit = max(configuration.queueLimit, deviceLimit)
        let peers = deviceLimit + configuration.workerLimit
        try DescriptorLimit.raise(
            toHold: peers + Limits.spareDescriptors,
            for: "a coordinator of \(deviceLimit) devices (--device-limit)")
        if let bundle { configuration.bundles = [BundleID(try Bundles.load(bundle))] }
        do throws(ZeroMQError) {
            let shell = try CoordinatorShell(
                configuration: configuration, allowances: .standard,
                endpoints: CoordinatorEndpoints(devices: devices, workers: workers),
                context: try Context(inputOutputThreads: ioThreads), shutdown: shutdown,
                logger: log.logger)
            Console.print(
                "ready devices=\(shell.endpoints.devices) workers=\(shell.endpoints.workers)")
            try shell.run()
            shell.writeEnd()
        } catch {
            throw ProcessFailure(error)
        }
    }
}
