import ArgumentParser
import Glibc
import LinkFiles
import Randomness
import Relay
import Runtime
import Timekeeping

/// `tombolo relay`: runs a relay until it is told to end.
struct RelayRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Relay connections over a bad link (what `tombolo relay` does).",
        discussion: """
            Prints one line once it listens:

              ready listen=tcp://127.0.0.1:41234 to=tcp://127.0.0.1:5570 link=lte-driving seed=7

            and, when it ends (Ctrl-C), what it did. A target that refuses is no error: \
            standard error says so now and then, who connected is told by a reset, and each new \
            connection tries again.
            """)

    @Option(help: "Where programs connect; port 0 takes a free one.")
    var listen = "tcp://127.0.0.1:0"
    @Option(help: "Where to relay to, tcp://HOST:PORT.")
    var to: String
    @Option(help: "A ready-made profile or scenario (`tombolo link list`), or a file with one.")
    var link = "perfect"
    @Option(help: "The seed; without it the scenario's, or 1.")
    var seed: UInt64?
    @Option(help: "Where to take orders while it runs: unix:PATH, or tcp://127.0.0.1:0.")
    var control: String?
    @Option(help: "Seconds between two lines of counts on standard error, 0.1 to 86400.")
    var status: Double?
    @Option(help: "Connections at once, 1 to 16384; each takes two file descriptors.")
    var connections = 1_024
    @Flag(
        help: """
            Each connection has a link of its own, as each device of a fleet has; otherwise \
            outages, stalls and hand-overs come to all at the same moments.
            """)
    var separateLinks = false
    @Flag(help: "End when standard input does.")
    var untilInputEnds = false

    func validate() throws {
        guard (1...Relay.Limits.connections).contains(connections) else {
            throw ValidationError(
                "--connections is \(connections), legal are 1 to \(Relay.Limits.connections)")
        }
        guard (0.1...86_400).contains(status ?? 1) else {
            throw ValidationError("--status is 0.1 to 86400 seconds")
        }
    }
    func run() throws { try CommandRun.run("relay", relay) }

    private func relay() throws(ProcessFailure) {
        let shutdown = Shutdown()
        shutdown.listenToSignals()
        if untilInputEnds { shutdown.listenToStandardInput() }
        try DescriptorLimit.raise(
            toHold: 2 * connections + Relay.Limits.spareDescriptors,
            for: "a relay of \(connections) connections (--connections)")
        let configuration = try configuration()
        do throws(RelayError) {
            let relay = try LinkRelay(configuration)
            let desk = relay.controlEndpoint.map { " control=\($0)" } ?? ""
            Console.print(
                "ready listen=\(relay.endpoint) to=\(to) link=\(configuration.scenario.name) "
                    + "seed=\(configuration.scenario.seed.value)\(desk)")
            while !shutdown.isRequested { shutdown.doorbell.wait(milliseconds: -1) }
            Console.print("ended \(Self.words(relay.close()))")
        } catch {
            throw ProcessFailure(.endpoint, error.description)
        }
    }
    private func configuration() throws(ProcessFailure) -> RelayConfiguration {
        let scenario: LinkScenario
        do throws(LinkChoiceError) {
            scenario = try LinkChoice.load(link, seed: seed, duration: nil)
        } catch {
            throw ProcessFailure(.usage, error.description)
        }
        var configuration = RelayConfiguration(scenario: scenario, target: to)
        configuration.listen = listen
        configuration.control = control
        configuration.isShared = !separateLinks
        configuration.connectionLimit = connections
        configuration.complain = { Console.complain("relay \($0)") }
        if let status {
            configuration.reportPeriod = .nanoseconds(Int64(status * 1e9))
            configuration.report = { Console.complain("relay \(Self.words($0))") }
        }
        return configuration
    }
    private static func words(_ counts: RelayCounts) -> String {
        counts.fields.map { "\($0.name)=\($0.text)" }.joined(separator: " ")
    }
}
