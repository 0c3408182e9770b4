import Foundation
import LocatedJSON
import Runtime
import Simulation
import Testing
import Timekeeping

@testable import tombolo

/// What `tombolo simulate fleet` and `plan` find, in this process.
@Suite struct FleetResultTests {
    /// A worker does 16 in 10 ms, 1,600 a second in full batches; 200 devices at 10 Hz ask for 1.25
    /// times that, on links that take next to nothing.
    private static let text = #"""
        {"name": "small </script><b>", "durationSeconds": 4, "warmUpSeconds": 1,
         "models": [{"name": "m", "profile":
           {"baseMilliseconds": 2, "perMemberMilliseconds": 0.5, "batchLimit": 16}}],
         "workers": [{"count": 1}],
         "groups": [{"name": "cars", "count": 200, "periodMilliseconds": 100,
           "deadlineMilliseconds": 100, "uplink": {"kind": "constant", "milliseconds": 1},
           "downlink": {"kind": "constant", "milliseconds": 1}}]}
        """#
    private let file: FleetFile

    init() throws { file = try FleetFileTests.read(Self.text) }

    private func run(_ file: FleetFile, cells: Int = 1, isTraced: Bool = false)
        -> FleetSimulationRun
    {
        FleetScheduler.ours.run(
            file.scenario, cells: cells, seed: file.seed, isTraced: isTraced
        ) {}.run
    }
    private func report(plan: FleetPlanAnswer? = nil) -> FleetSimulationReport {
        let run = run(file, isTraced: true)
        var report = FleetSimulationReport(
            file, seed: file.seed,
            runs: [FleetRunSummary(run, of: file.scenario, scheduler: "ours", choice: "ours")],
            sweep: [],
            detail: FleetDetail(run, of: file.scenario, lookFrom: .seconds(2)))
        report.plan = plan
        return report
    }

    @Test func `one seed has one digest, another seed another, however it is looked at`() {
        let first = run(file).result
        #expect(run(file, isTraced: true).result.digest == first.digest)
        var other = file
        other.seed += 1
        #expect(run(other).result.digest != first.digest)
        #expect(run(file, cells: 1).result.digest == first.digest)
    }

    @Test func `a plan finds the number of workers that is known`() {
        // 2,000 captures a second over 1,600 of one worker: two do, one can bring 0.8 at most.
        var search = FleetPlanSearch(
            file, target: 0.99, afterLoss: 0, scheduler: .ours, cells: nil)
        #expect(search.run { _ in } == 2)
        // Whoever may lose one needs one more.
        var careful = FleetPlanSearch(
            file, target: 0.99, afterLoss: 1, scheduler: .ours, cells: nil)
        #expect(careful.run { _ in } == 3)
        let loss = search.lose(1, of: 2, isTraced: false).loss
        #expect(loss.goodputAfter > 0.7 && loss.goodputAfter <= 0.81)
        let even = careful.lose(1, of: 3, isTraced: false).loss
        #expect(even.goodputAfter >= 0.99 && even.recoverySeconds != nil)
    }
    @Test func `a plan that no worker can meet says so`() {
        var slow = file
        slow.groups[0].uplink = .uniform(low: .milliseconds(50), high: .milliseconds(150))
        var search = FleetPlanSearch(
            slow, target: 0.99, afterLoss: 0, scheduler: .ours, cells: nil)
        #expect(search.run { _ in } == nil)
        #expect(search.steps.allSatisfy { $0.goodput < 0.6 && $0.bound < 0.99 })
    }

    @Test func `cells have all workers, devices and events between them`() throws {
        var fleet = try FleetFileTests.read(FleetFileTests.lines.joined(separator: "\n"))
        fleet = fleet.with(workers: 7)
        let whole = fleet.scenario
        let cells = FleetCells(whole, count: 3).scenarios
        #expect(cells.map(\.workerCount) == [3, 2, 2])
        for group in whole.groups.indices {
            let counts = cells.map { $0.groups[group].count }
            #expect(counts.reduce(0, +) == whole.groups[group].count)
        }
        // Hashing makes cells differ, but the fleet hashes the same each time.
        #expect(
            FleetCells(whole, count: 3).scenarios.map(\.deviceCount) == cells.map(\.deviceCount))
        // Worker 1 of the fleet is the first of the second cell.
        let deaths = cells.map { $0.events.count { $0.at <= .seconds(4) } }
        #expect(deaths == [1, 3, 1])
        #expect(
            cells[1].events[0].event == .workerDies(0, noticedAfter: .milliseconds(200)))
        #expect(FleetCells(whole, count: 3).fleetWorker(0, ofCell: 1) == 1)
        #expect(FleetCells.count(for: file.with(workers: 33).scenario) == 3)
    }
    @Test func `cells together count what each counts`() {
        let fleet = file.with(workers: 4)
        let run = run(fleet, cells: 2)
        let total = run.result.total
        #expect(total.isBalanced && total.offered == UInt64(200 * 10 * 3))
        #expect(run.result.goodput(from: .seconds(1), to: .seconds(4)) > 0.99)
        #expect(run.result.digest != run.lookedAt.digest)
        #expect(self.run(fleet, cells: 2).result.digest == run.result.digest)
    }

    @Test func `the page holds the report, loads nothing, and nothing in it ends an element`()
        throws
    {
        let page = try report().files.page()
        #expect(!page.contains("</script><b>") && page.contains("small \\u003c/script>\\u003cb>"))
        for part in [
            "id=\"goodput\"", "id=\"timeline\"", "id=\"ages\"", "id=\"batches\"", "id=\"sweep\"",
            "prefers-color-scheme: dark", "width=device-width", "function plotSweep",
            "function timeline", "\"digest\":",
        ] { #expect(page.contains(part), "\(part)") }
        for source in ["src=\"http", "href=\"http", "url(", "@import", "import(", "fetch("] {
            #expect(!page.replacingOccurrences(of: "url(#second)", with: "").contains(source))
        }
    }
    @Test func `the JSON says what ran, and can run again`() throws {
        let json = try report().files.json()
        let value = try LocatedParser.value(of: Array(json.utf8))
        guard case .object(let members) = value.content else {
            Issue.record("no object")
            return
        }
        let scenario = try #require(members.first { $0.key == "scenario" }?.value)
        let again = try FleetFile(scenario, folder: ".")
        #expect(again == file)
        #expect(try report().files.json() == json)
    }
    @Test func `the detail is of the second that was asked for`() {
        let detail = report().detail
        #expect(detail.timeline.fromSeconds == 2 && detail.timeline.workers == [0])
        #expect(!detail.timeline.bars.isEmpty)
        #expect(detail.timeline.bars.allSatisfy { $0.end >= 2 && $0.begin <= 3 && !$0.isLost })
        #expect(abs(detail.ages.reduce(0, +) - 1) < 1e-3)
        #expect(detail.onTime.count == 40 && detail.batches.count == 16)
    }
    @Test func `a batch that dies with its worker is lost where it dies`() {
        let (_, file, run) = FleetPlanSearch(
            file, target: 0.9, afterLoss: 0, scheduler: .ours, cells: nil
        ).lose(1, of: 2, isTraced: true)
        let lost = FleetDetail(run, of: file.scenario, lookFrom: .milliseconds(1_500))
            .timeline.bars.filter(\.isLost)
        #expect(!lost.isEmpty && lost.allSatisfy { $0.worker == 0 && $0.end <= 2.6 })
    }
    @Test func `a table has a line for each run and the reasons in words`() {
        let summary = FleetRunSummary(
            run(file), of: file.scenario, scheduler: "ours", choice: "ours")
        #expect(FleetTable.lines(of: [summary, summary]).count == 4)
        let text = FleetTable.details(of: summary).joined(separator: "\n")
        #expect(text.contains("digest         \(summary.digest)") && text.contains("by cause"))
        #expect(FleetWords.verdict(summary).hasPrefix("1 worker brings 7"))
        // A deadline of one tenth of what counts is on top of 0.8.
        #expect(summary.goodput <= summary.bound && summary.bound <= 0.84)
        #expect(FleetTable.grouped(1_234_567) == "1,234,567" && FleetTable.grouped(12) == "12")
    }
    @Test func `a baseline is taken by name, with its knobs or with the best of them`() throws {
        #expect(FleetScheduler.all.map(\.name).prefix(3) == ["ours", "fifo", "triton"])
        #expect(FleetScheduler(argument: "ours") == .ours)
        #expect(FleetScheduler(argument: "fortune") == nil)
        let fifo = try #require(FleetScheduler(argument: "fifo"))
        let plain = try #require(FleetScheduler(argument: "fifo-12"))
        var steps = 0
        let best = fifo.run(file.scenario, cells: 1, seed: 1, isTraced: false) { steps += 1 }
        let one = plain.run(file.scenario, cells: 1, seed: 1, isTraced: false) {}
        #expect(steps == fifo.runCount && plain.runCount == 1)
        #expect(best.run.result.total.onTime >= one.run.result.total.onTime)
        #expect(best.choice.hasPrefix("fifo"))
    }
    @Test func `loads and batch sizes on the command line are sorted and checked`() {
        #expect(FleetLoads(argument: "1,0.5,2")?.loads == [0.5, 1, 2])
        #expect(FleetLoads(argument: "1,,2") == nil && FleetLoads(argument: "nan") == nil)
        #expect(FleetLoads(argument: "0") == nil && FleetLoads(argument: "1e9") == nil)
        #expect(BatchSizes(argument: "8,1,1,4")?.sizes == [1, 4, 8])
        #expect(BatchSizes(argument: "0") == nil && BatchSizes(argument: "4,300") == nil)
        #expect(BatchSizes(upTo: 12).sizes == [1, 2, 4, 8, 12])
    }

    @Test func `the program prints the same JSON twice, and an error with its status`() throws {
        func run(_ arguments: String...) throws -> (status: Int32, output: Data) {
            let (process, pipe) = (Process(), Pipe())
            process.executableURL = try Repository.executable("tombolo")
            process.arguments = ["simulate"] + arguments
            process.standardOutput = pipe
            process.standardError = pipe
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, output)
        }
        let first = try run("fleet", "tiny-cell", "--seconds", "7", "--json")
        #expect(first.status == 0 && first.output.first == UInt8(ascii: "{"))
        #expect(try run("fleet", "tiny-cell", "--seconds", "7", "--json").output == first.output)
        let wrong = try run("fleet", "vans")
        #expect(wrong.status == 64)
        #expect(String(decoding: wrong.output, as: UTF8.self).contains("ready-made are city-cars"))
        #expect(try run("fleet", "tiny-cell", "--seconds", "5").status == 64)
        #expect(try run("fleet", "tiny-cell", "--cells", "2").status == 64)
        #expect(try run("plan", "tiny-cell", "--target", "1.5").status == 64)
    }

    // MARK: With all cores

    @Test func `a run with all cores says so, and what each side counted`() throws {
        let file = file.with(workers: 2)
        var shares: [Double] = []
        let whole = try FleetWholeRun(
            file.scenario, cells: 2, seed: file.seed, isTraced: true
        ) { shares.append($0) }
        #expect(shares == shares.sorted() && (shares.last ?? 0) > 0.9)
        let summary = FleetRunSummary(whole, of: file.scenario)
        let accounts = try #require(summary.accounts)
        #expect(summary.simulation == "whole" && summary.cells == 2)
        #expect(accounts.captures == accounts.fates.values.reduce(0, +))
        #expect(accounts.plansArrived <= accounts.plansSent && accounts.sessions == 200)
        let lines = FleetTable.details(of: summary)
        #expect(lines.contains("simulated      all cores of the cell"))
        #expect(lines.contains { $0.hasPrefix("devices        \(accounts.captures) captures") })
        let alone = FleetRunSummary(
            run(file, cells: 2), of: file.scenario, scheduler: "ours", choice: "ours")
        #expect(alone.simulation == "batcher" && alone.accounts == nil)
        #expect(abs(alone.goodput - summary.goodput) < 0.025)
    }
    @Test func `what all cores cannot be made of is told with what to do`() {
        var scenario = file.scenario
        scenario.networkBelief = 500
        let failure = #expect(throws: ProcessFailure.self) {
            try FleetWholeRun(scenario, cells: 1, seed: 1, isTraced: false) { _ in }
        }
        #expect(failure?.kind == .usage)
        #expect(failure?.description.contains("networkBeliefPermille") ?? false)
    }
}
