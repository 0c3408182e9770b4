import ArgumentParser
import CoordinatorCore
import ModelBundle
import Runtime
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
            """)

    @Option(help: "Where devices connect.")
    var devices = "tcp://127.0.0.1:5570"
    @Option(help: "Where workers connect.")
    var workers = "tcp://127.0.0.1:5571"
    @Option(help: "The folder of the only bundle to serve.")
    var bundle: String?
    @Option(help: "Devices that may have a session, 1 to 4096.")
    var deviceLimit = CoordinatorConfiguration.standard.deviceLimit
    @Option(help: "Threads that move bytes between sockets and the network, 1 to 16.")
    var ioThreads = 1
    @OptionGroup var options: LogLevelOption

    func run() throws { try CommandRun.run("coordinator", serve) }

    private func serve() throws(ProcessFailure) {
        let shutdown = Shutdown()
        shutdown.listenToSignals()
        if options.untilInputEnds { shutdown.listenToStandardInput() }
        let log = LogStart(component: "coordinator", level: options.logLevel.level)
        defer { log.close() }
        var configuration = CoordinatorConfiguration.standard
        configuration.deviceLimit = min(deviceLimit, 4_096)
        configuration.queueLimit = min(max(configuration.queueLimit, deviceLimit), 4_096)
        if let bundle { configuration.bundles = [BundleID(try Bundles.load(bundle))] }
        do throws(ZeroMQError) {
            let shell = try CoordinatorShell(
                configuration: configuration,
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
