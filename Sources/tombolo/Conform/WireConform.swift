import ArgumentParser
import Foundation
import Runtime
import ZeroMQ

/// The protocol's conformance cases against an endpoint.
struct WireConform: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conform",
        abstract: "Hold an endpoint against the protocol's conformance cases.",
        discussion: """
            Plays the other side of the conversations in Protocol/cases, over real sockets, and
            judges what the endpoint says: OK, NON-STRICT (let pass, though not as the
            specification wants it; late, mostly) or FAILED. For a failure it prints what was
            expected, what came, the end of the conversation, and the sentence of the
            specification. The status is 0 if nothing FAILED, 65 otherwise.

            A coordinator is called at its devices' endpoint and, for the cases in which the runner
            plays workers, at --workers. Nobody else should use it meanwhile. The bundle that it
            serves is asked for.

              tombolo coordinator --bundle Deploy/models/driving
              tombolo wire conform tcp://127.0.0.1:5570 --workers tcp://127.0.0.1:5571

            For a device or a worker the runner is the coordinator: it listens, prints where, and
            waits for the endpoint to connect.

              tombolo wire conform 'tcp://127.0.0.1:5571' --role worker
              tombolo worker --coordinator tcp://127.0.0.1:5571

            Some of the cases, with the results for programs:

              tombolo wire conform tcp://127.0.0.1:5570 --only '2.*' --json results.json

            How to read and write cases: Protocol/cases/README.md.
            """)

    @Argument(help: "Where the coordinator's devices connect, or where to listen.")
    var endpoint: String
    @Option(help: "Where the coordinator's workers connect.")
    var workers: String?
    @Option(help: "What is tested: coordinator, device, worker.")
    var role = ConformanceRole.coordinator
    @Option(help: "The folder of the cases; its neighbour ../vectors is read too.")
    var cases = "Protocol/cases"
    @Option(help: "Only the case of this number, or those that begin so: '2.*'.")
    var only = "*"
    @Option(help: "Write the results to this file.")
    var json: String?
    @Option(help: "The bundle, as 64 digits, in place of the one the coordinator names.")
    var bundle: String?
    @Option(help: "Channels, rows and columns of the bundle's latent.")
    var latent = "16x6x12"
    @Option(help: "Numbers of the bundle's state vector.")
    var state = 4
    @Flag(
        help: ArgumentHelp(
            "End when standard input ends, as it does when a parent process is gone.",
            visibility: .hidden))
    var untilInputEnds = false

    func validate() throws {
        guard shape != nil else { throw ValidationError("--latent is like 16x6x12") }
        guard (0...64).contains(state) else { throw ValidationError("--state is 0 to 64") }
        if let bundle, ControlInput.digits(bundle)?.count != 32 {
            throw ValidationError("--bundle has 64 hexadecimal digits")
        }
    }
    func run() throws {
        try CommandRun.run("wire conform") { () throws(ProcessFailure) in try conform() }
    }

    private var shape: (channels: Int, elements: Int)? {
        let numbers = latent.split(separator: "x").compactMap { Int($0) }
        guard numbers.count == 3, numbers.allSatisfy({ (1...65_536).contains($0) }),
            numbers.reduce(1, { $0 * $1 }) <= 65_536
        else { return nil }
        return (numbers[0], numbers.reduce(1) { $0 * $1 })
    }

    private func conform() throws(ProcessFailure) {
        let shutdown = Shutdown()
        shutdown.listenToSignals()
        if untilInputEnds { shutdown.listenToStandardInput() }
        let (chosen, setting) = try load()
        var results: [ConformanceResult] = []
        do throws(ZeroMQError) {
            let shell = try ConformanceShell(
                devices: endpoint, workers: workers, listens: role != .coordinator,
                random: Chance.stream(), context: try Context(inputOutputThreads: 1),
                shutdown: shutdown)
            if let place = shell.listening {
                Console.print("listening endpoint=\(place)")
                Console.print("waiting for a \(role.rawValue) to connect there")
            }
            var suite = ConformanceSuite(
                role: role, cases: chosen, setting: setting, shell: shell)
            if role == .coordinator, bundle == nil, try !suite.findBundle() {
                Console.complain(
                    "tombolo wire conform: \(endpoint) names no bundle; start the coordinator with "
                        + "--bundle, or say which it serves with --bundle here")
                throw ZeroMQError.callFailed(
                    operation: "asking for the bundle", reason: "no answer that names one")
            }
            Console.print(ConformanceResult.head)
            try suite.run { result in
                results.append(result)
                for line in Self.lines(of: result) { Console.print(line) }
            }
        } catch {
            throw ProcessFailure(error)
        }
        try finish(results, of: chosen.count)
    }
    private func load() throws(ProcessFailure) -> ([ConformanceCase], ConformanceSetting) {
        do {
            let folder = try CaseFolder(cases)
            let chosen = folder.cases.filter { $0.role == role && $0.fits(only) }
            guard !chosen.isEmpty else {
                throw ProcessFailure(.usage, "no case of role \(role.rawValue) fits '\(only)'")
            }
            let shape = shape ?? (channels: 1, elements: 1)
            let setting = ConformanceSetting(
                fields: FrameFields(schema: try Schema.compiledIn()), defaults: folder.defaults,
                vectors: folder.vectors,
                bundle: bundle.flatMap(ControlInput.digits) ?? ConformanceSuite.madeUpBundle,
                channels: shape.channels, elements: shape.elements, stateCount: state)
            return (chosen, setting)
        } catch let failure as ProcessFailure {
            throw failure
        } catch {
            throw ProcessFailure(.usage, "\(error)")
        }
    }

    /// A result's line, and for one that is not OK why, below it.
    private static func lines(of result: ConformanceResult) -> [String] {
        var lines = [result.line]
        guard result.verdict == .failed || result.verdict == .nonStrict else { return lines }
        lines += result.remarks.map { "         \($0)" }
        guard result.verdict == .failed else { return lines }
        lines.append("         the specification says: \(result.sentence)")
        return lines + result.transcript.map { "         | \($0)" }
    }
    private func finish(_ results: [ConformanceResult], of count: Int) throws(ProcessFailure) {
        let counts = ConformanceResult.Verdict.allCases.map { verdict in
            "\(results.count { $0.verdict == verdict }) \(verdict.rawValue)"
        }
        Console.print("\(results.count) of \(count) cases: " + counts.joined(separator: ", "))
        if let json {
            let report = ConformanceReport(endpoint: endpoint, role: role, results: results)
            guard report.write(to: json) else {
                throw ProcessFailure(.file, "cannot write \(json); choose another --json")
            }
        }
        let failures = results.count { $0.verdict == .failed }
        guard failures == 0, results.count == count else {
            throw ProcessFailure(
                .bundle,
                failures > 0
                    ? "\(failures) cases FAILED" : "ended after \(results.count) of \(count) cases")
        }
    }
}

extension ConformanceRole: ExpressibleByArgument {}
