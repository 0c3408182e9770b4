import ArgumentParser
import Runtime

/// `tombolo bench relay`: what a relay adds by itself.
struct RelayBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay",
        abstract: "Time a relay with a perfect link beside a direct connection.",
        discussion: """
            What 'tombolo relay' adds to what the link model says: the same exchanges over
            loopback TCP, direct and through a relay whose link does nothing, side by side.

              tombolo bench relay --repeats 1000
            """)

    @Option(help: "Samples of each, 20 to 100000; p99 needs 100 to mean anything.")
    var repeats = 200

    func validate() throws {
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
        } catch {
            throw ProcessFailure(.software, "\(error)")
        }
    }
}
