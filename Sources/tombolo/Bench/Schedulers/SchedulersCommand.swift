import ArgumentParser
import Foundation
import Randomness
import Runtime
import Simulation

/// `tombolo bench schedulers`: our batcher beside the bound and the schedulers of the field.
struct SchedulersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedulers",
        abstract: "Time the batcher, and hold it against the bound and the field's schedulers.",
        discussion: """
            First what the batcher costs: requests a second on one core, and single events, in a
            cell of eight workers at nine tenths of what they can do.

            Then the cells of the bench, simulated: profiles, deadlines, one worker and many,
            several models, mixed classes, deaths, wrong beliefs. Beside each stands the bound that
            no scheduler can exceed which does not know how long each plan's way back will take.
            With --compare each cell is also run under first come first served, Triton's batcher,
            lazy EDF, Clockwork and Symphony with every one of their knobs; the best on that very
            cell is the rival: an advantage that nobody has in use. Ours has no knobs. A cell takes
            about a second, its rivals a minute.

            Names read: profile, deadline in ms, load in hundredths, what is special. A is 8 ms and
            0.25 ms for each of at most 64; B is 20 ms and 0.1 ms for each of at most 128.

              tombolo bench schedulers
              tombolo bench schedulers --only A-100 --compare
            """)

    @Option(help: "Cells whose names begin so; all if not given.")
    var only = ""
    @Flag(help: "Run the rivals as well.")
    var compare = false
    @Option(help: "The seed of devices, links and workers.")
    var seed: UInt64 = 1
    @Option(help: "A file for the results as JSON.")
    var output: String?

    func validate() throws {
        guard BenchCells.all.contains(where: { $0.name.hasPrefix(only) }) else {
            let names = BenchCells.all.map(\.name).joined(separator: ", ")
            throw ValidationError("no cell's name begins with '\(only)'; there are \(names)")
        }
    }
    func run() throws { try CommandRun.run("bench schedulers", measureAndPrint) }

    private func measureAndPrint() throws(ProcessFailure) {
        let machine = Machine.current()
        Console.print(machine.line)
        let figures = SchedulerContest.figures(requests: Self.timedRequests)
        Console.print("the batcher alone, 1,920 devices at 10 Hz on 8 workers, batches of 64")
        Console.print(figures.line)
        Console.print("")
        let rows = rows()
        for line in SchedulerRow.table(rows) { Console.print(line) }
        guard let output else { return }
        let report = SchedulersReport(
            machine: machine, seed: seed, batcher: figures, cells: rows)
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(report).write(to: URL(fileURLWithPath: output))
        } catch {
            throw ProcessFailure(.file, "cannot write \(output): \(error)")
        }
    }
    private static let timedRequests = 400_000

    private func rows() -> [SchedulerRow] {
        let cells = BenchCells.all.filter { $0.name.hasPrefix(only) }
        let rivals = compare ? SchedulerChoice.all.filter { $0 != .ours } : []
        var progress = FleetProgress(isQuiet: false)
        defer { progress.end() }
        return cells.enumerated().map { place, cell in
            progress.show(cell.name, done: place, of: cells.count)
            let result = SchedulerChoice.ours.run(cell.scenario, seed: Seed(seed))
            var best: (choice: SchedulerChoice, goodput: Double)?
            for choice in rivals {
                let goodput = cell.goodput(choice.run(cell.scenario, seed: Seed(seed)))
                if goodput > best?.goodput ?? -1 { best = (choice, goodput) }
            }
            return SchedulerRow(
                cell, result,
                rival: best.map { .init(name: $0.choice.name, goodput: $0.goodput) })
        }
    }
}

/// Everything one run of it found.
struct SchedulersReport: Codable {
    let machine: Machine
    let seed: UInt64
    let batcher: SchedulerContest.Figures
    let cells: [SchedulerRow]
}
