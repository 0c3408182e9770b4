import ArgumentParser
import Emulator
import Foundation
import Runtime
import Timekeeping

/// `tombolo bench links`: whether three drivers of one link model say the same.
struct LinksBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "links",
        abstract: "Hold the virtual link and the relay against the kernel's own TCP.",
        discussion: """
            The same frames and plans over the same links by three drivers: 'virtual' is the \
            stream model in virtual time, 'relay' is real sockets through 'tombolo relay', and \
            'kernel' is the kernel's own TCP over packets through the emulator, which is what the \
            others are to be like (Linux and root only; otherwise that driver is left out). Each \
            connection has a link of its own. Frames of up to two segments are held to bounds: \
            p50 and p99 within 10 ms or 10 %, the shares of plans later than 200 and 300 ms within \
            half as much more and three deviations of the count; of larger frames the gap is told.

              sudo tombolo bench links
              sudo tombolo bench links --rows '1 % loss' --seconds 60 --congestion reno
            """)

    @Option(help: "Seconds for which the frames of a row count, 1 to 3600.")
    var seconds = 20.0
    @Option(help: "Only rows with this in their names.")
    var rows = ""
    @Option(help: "The seed of all links.")
    var seed: UInt64 = 1
    @Option(help: "The kernel's congestion control; without it the usual one.")
    var congestion: String?

    func validate() throws {
        guard (1...3_600).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds), legal are 1 to 3600")
        }
    }
    func run() throws { try CommandRun.run("bench links", measureAndPrint) }

    private func measureAndPrint() throws(ProcessFailure) {
        let rows = TrafficRow.all(seconds, matching: rows)
        guard !rows.isEmpty else { throw ProcessFailure(.usage, "no row is called so") }
        try DescriptorLimit.raise(toHold: 2_048, for: "the comparison of links")
        Console.print(Machine.current().line)
        // A neighbour on the machine is not to look like a bad link.
        let grant = ThreadPriority.makeProcessRealTime()
        if grant == .none { Console.print("not real-time: other programs add to the delays") }
        var drivers = TrafficDriver.allCases
        if let problem = Self.emulatorProblem() {
            Console.print("without the kernel's TCP: \(problem)")
            drivers.removeAll { $0 == .kernel }
        } else {
            Console.print("congestion control: \(congestion ?? Self.usualCongestion)")
        }
        Console.print(TrafficTable.heading)
        var count = 0
        for row in rows {
            let results = try results(of: row, drivers)
            for line in TrafficTable.lines(row, results) { Console.print(line) }
            if row.isBound, !TrafficTable.disagreements(results).isEmpty { count += 1 }
        }
        guard drivers.contains(.kernel) else { return }
        Console.print("rows of up to two segments outside the bounds: \(count)")
    }
    /// The virtual link first, since it computes; the others at once, since they wait.
    private func results(
        of row: TrafficRow, _ drivers: [TrafficDriver]
    ) throws(ProcessFailure) -> [(TrafficDriver, TrafficResult)] {
        let outcomes = TrafficOutcomes()
        for isVirtual in [true, false] {
            let threads = drivers.filter { ($0 == .virtual) == isVirtual }.map { driver in
                NamedThread("bench-\(driver)", priority: .ordinary) { [seed, congestion] in
                    let result = Result { try driver.run(row, seed: seed, congestion: congestion) }
                    outcomes.put(driver, result.mapError { BenchError.unexpected("\($0)") })
                }
            }
            for thread in threads { thread.join() }
        }
        var results: [(TrafficDriver, TrafficResult)] = []
        for driver in drivers {
            switch outcomes.take(driver) {
            case .success(let result): results.append((driver, result))
            case .failure(let problem): throw ProcessFailure(.software, problem.description)
            case nil: throw ProcessFailure(.software, "\(driver) measured nothing")
            }
        }
        return results
    }
    private static var usualCongestion: String {
        let path = "/proc/sys/net/ipv4/tcp_congestion_control"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            return "unknown"
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    private static func emulatorProblem() -> String? {
        do throws(EmulatorError) {
            _ = try NetworkNamespace()
            return nil
        } catch {
            return error.description
        }
    }
}
