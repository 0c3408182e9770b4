import ArgumentParser
import Runtime

/// `tombolo bench relay`: what a relay adds by itself.
struct RelayBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay",
        abstract: "Time a relay with a perfect link beside a direct connection.",
        discussion: """
            What 'tombolo relay' adds to what the link model says: the same exchanges over
            loopback TCP, direct and through a relay whose link does nothing, side by side; then
            many connections at once, which this process makes and answers itself.

              tombolo bench relay --repeats 1000 --connections 3000
            """)

    @Option(help: "Samples of each, 20 to 100000; p99 needs 100 to mean anything.")
    var repeats = 200

    @Option(help: "Connections at once, 10 to 4500.")
    var connections = 1_000

    func validate() throws {
        guard RelayCrowd.connections.contains(connections) else {
            throw ValidationError("--connections is \(connections), legal are 10 to 4500")
        }
        guard (20...100_000).contains(repeats) else {
            throw ValidationError("--repeats is \(repeats), legal are 20 to 100000")
        }
    }
    func run() throws { try CommandRun.run("bench relay", measureAndPrint) }

    private func measureAndPrint() throws(ProcessFailure) {
        Console.print(Machine.current().line)
        do {
            let contest = try RelayContest()
            defer { contest.end() }
            for each in [contest.roundTrips, contest.bulk] {
                for line in try each.run(rounds: repeats).lines { Console.print(line) }
            }
            for line in try RelayCrowd.lines(connections) { Console.print(line) }
        } catch let failure as ProcessFailure {
            throw failure
        } catch {
            throw ProcessFailure(.software, "\(error)")
        }
    }
}
