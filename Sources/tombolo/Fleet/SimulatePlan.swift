import ArgumentParser
import Runtime
import Simulation
import Timekeeping

/// `tombolo simulate plan`: how many workers a fleet needs.
struct SimulatePlan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say how many workers a fleet needs, and what happens when one dies.",
        discussion: """
            Runs the fleet with more and more workers until the share of plans in time meets the
            target, and then narrows it down to the smallest number that does. Kinds of workers keep
            their proportion; devices stay as many as the file says with its own workers; the file's
            events are left out. Then workers of one cell die, and it says what that costs.

              tombolo simulate plan city-cars --target 0.99
            With one worker to spare in each cell that loses it:
              tombolo simulate plan city-cars --target 0.99 --after-loss 1 --output out
            """)

    @OptionGroup var options: FleetOptions
    @Option(help: "The share of plans that must be in time, 0.01 to 0.9999.")
    var target = 0.99
    @Option(help: "How many workers of one cell may die without missing the target, 0 to 8.")
    var afterLoss = 0

    func validate() throws {
        guard (0.01...0.9999).contains(target) else {
            throw ValidationError("--target is \(target), legal are 0.01 to 0.9999, as 0.99")
        }
        guard (0...8).contains(afterLoss) else {
            throw ValidationError("--after-loss is \(afterLoss), legal are 0 to 8")
        }
    }
    func run() throws { try CommandRun.run("simulate plan", plan) }

    private func plan() throws(ProcessFailure) {
        var search = FleetPlanSearch(
            try options.file(), target: target, afterLoss: afterLoss,
            scheduler: options.scheduler, cells: options.cells)
        let file = search.file
        _ = try options.cellCount(file.scenario)
        if !options.json {
            Console.print(
                "\(file.name): \(FleetTable.grouped(file.scenario.deviceCount)) devices, target "
                    + "\(FleetTable.percent(target)) of plans in time, seed \(file.seed)")
        }
        var progress = FleetProgress(isQuiet: options.json)
        var count = 0
        let found = search.run { workers in
            progress.show(
                "trying \(FleetWords.counted(workers, "worker"))", done: count, of: nil)
            count += 1
        }
        let (answer, lossFile, run) = conclude(search, found)
        progress.end()
        let scenario = lossFile.scenario
        let lookFrom = (lossFile.events.first?.at ?? lossFile.warmUp) - .milliseconds(250)
        var report = FleetSimulationReport(
            lossFile, seed: file.seed,
            runs: [
                FleetRunSummary(
                    run, of: scenario, scheduler: options.scheduler.name,
                    choice: options.scheduler.name)
            ], sweep: [],
            detail: FleetDetail(run, of: scenario, lookFrom: max(lookFrom, .zero)))
        report.plan = answer
        try options.present(report, lines: Self.lines(answer))
    }
    /// The answer, and the run in which workers die; with no answer the run with most workers.
    private func conclude(
        _ search: FleetPlanSearch, _ found: Int?
    ) -> (FleetPlanAnswer, FleetFile, FleetSimulationRun) {
        let workers = found ?? search.steps.last?.workers ?? 1
        let (loss, file, run) = search.lose(max(afterLoss, 1), of: workers, isTraced: true)
        let step = search.steps.first { $0.workers == workers }
        var answer = FleetPlanAnswer(
            target: target, afterLoss: afterLoss, workers: found, goodput: step?.goodput ?? 0,
            bound: step?.bound ?? 0, loss: found == nil || workers == loss.lost ? nil : loss,
            steps: search.steps, words: "")
        answer.words = Self.words(answer, cells: step?.cells ?? 1)
        return (answer, file, run)
    }

    private static func words(_ answer: FleetPlanAnswer, cells: Int) -> String {
        guard let workers = answer.workers else {
            let most = answer.steps.last
            let reached =
                "No number of workers brings \(FleetTable.percent(answer.target)) in time: "
                + "\(FleetWords.counted(most?.workers ?? 0, "worker")) bring "
                + FleetTable.percent(most?.goodput ?? 0)
            guard let most, most.bound < answer.target else {
                return reached + ". Ask for less, or for a longer deadline."
            }
            return reached + ", and the network and the batch of one alone let no more than "
                + "\(FleetTable.percent(most.bound)) arrive. Ask for less, or a longer deadline."
        }
        var text =
            "\(FleetWords.counted(workers, "worker")) \(workers == 1 ? "carries" : "carry") this "
            + "fleet at \(FleetTable.percent(answer.goodput))"
            + (cells > 1 ? " in \(cells) cells" : "")
        guard let loss = answer.loss else { return text + "; without it there is nothing." }
        let lost = loss.lost == 1 ? "one" : "\(loss.lost)"
        text += "; with \(lost) lost \(FleetTable.percent(loss.goodputAfter))"
        if cells > 1 {
            text +=
                " (\(FleetTable.percent(loss.cellGoodputAfter)) in the cell that lost "
                + "\(loss.lost == 1 ? "it" : "them"))"
        }
        guard loss.worstHalfSecond < loss.goodputAfter - 0.005 else {
            return text + ", without a dip when it happens."
        }
        text += ", and \(FleetTable.percent(loss.worstHalfSecond)) in the worst half second"
        if let recovery = loss.recoverySeconds {
            text += ", over \(FleetTable.number(recovery, 1)) s after the loss"
        }
        return text + "."
    }
    private static func lines(_ answer: FleetPlanAnswer) -> [String] {
        var rows = [["workers", "cells", "load", "in time", "bound", "after loss", ""]]
        for step in answer.steps {
            rows.append([
                "\(step.workers)", "\(step.cells)", FleetTable.number(step.load, 2),
                FleetTable.permille(step.goodput), FleetTable.permille(step.bound),
                step.goodputAfterLoss.map(FleetTable.permille) ?? "",
                step.workers == answer.workers ? "<- the fewest" : step.meetsTarget ? "enough" : "",
            ])
        }
        return FleetTable.aligned(rows, leftAlignedLast: true)
            + ["shares are per mille of captures", "", answer.words]
    }
}
