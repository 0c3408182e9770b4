import ArgumentParser
import Runtime
import Simulation
import Timekeeping
import Worlds

/// `tombolo experiment`: bad links by ways of using the cloud.
struct ExperimentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "Drive over good and bad links, as others do and as Tombolo does.",
        discussion: """
            Each world is driven over each link in each way, in virtual time, with the models of a
            bundle or, with --expert, by a privileged expert that is told the scene (a hundred
            times faster: it shows what links and strategies do, and nothing of how models see):

              blocking       take a picture, wait for its plan, play half a second of it; the
                             actuators keep the last command while it waits
              asynchronous   plans in the background, aligned in time; the last command is kept
                             where a plan ends
              local          the device's own policy alone, the same over every link
              tombolo        the cores of the real programs

            Every link begins after five seconds over a perfect one, and so does the score. A drive
            ends at a collision, a metre off the road, or the road's end. Tombolo's drives are then
            held against what they have to show; exit status 1 if one thing is not so.

              tombolo experiment --seeds 20 --output experiment
              tombolo experiment --expert --seeds 200 --only perfect,lte-driving,total-loss
              tombolo experiment --strategies local,tombolo --scenario rain --only my-link.json
              tombolo experiment --seeds 1 --real perfect,rtt-200,outage-1s
            """)

    @Option(help: "Links: names (`tombolo link list`) or files, separated by commas.")
    var only = ExperimentLink.usual.joined(separator: ",")
    @Option(help: "The ways to drive, separated by commas.")
    var strategies = ExperimentStrategies.all
    @Option(help: "The folder of the bundle whose models drive.")
    var bundle = "Deploy/models/driving"
    @Flag(help: "The privileged expert drives instead of a bundle's models.")
    var expert = false
    @Option(help: "Worlds, 1 to 10000, each of the next scenario and seed.")
    var seeds = 10
    @Option(help: "The first seed; those below 100000 were trained on.")
    var firstSeed: UInt64 = 900_000
    @Option(help: "The scenario, or all in turn.")
    var scenario = "all"
    @Option(help: "Seconds of one drive, 10 to 600.")
    var seconds = 60.0
    @Option(help: "Seconds that Tombolo may drive without the cloud before it stops, 0 to 600.")
    var fallbackBudget = 30.0
    @Option(help: "Drives at a time, 1 to 64.")
    var jobs = 2
    @Option(help: "A folder for results.json and the page index.html.")
    var output: String?
    @Flag(help: "Print the results as JSON instead of tables.")
    var json = false
    @Option(
        help: """
            Links that the first world is driven over by Tombolo's real processes as well, with \
            the relay between them; separated by commas.
            """)
    var real: String?
    @Option(help: "The device's program of --real; the one beside this program if not given.")
    var edge: String?

    /// When a link begins.
    static let onset = Interval.seconds(5)

    func validate() throws {
        _ = try scenarios(called: scenario)
        guard (1...10_000).contains(seeds) else { throw ValidationError("--seeds is 1 to 10000") }
        guard firstSeed <= UInt64.max - 10_000 else {
            throw ValidationError("--first-seed is 0 to \(UInt64.max - 10_000)")
        }
        guard (10...600).contains(seconds) else { throw ValidationError("--seconds is 10 to 600") }
        guard (0...600).contains(fallbackBudget) else {
            throw ValidationError("--fallback-budget is 0 to 600")
        }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs is 1 to 64") }
        guard real == nil || !expert else {
            throw ValidationError("--real drives with a bundle's models; leave --expert out")
        }
    }

    func run() throws {
        let chosen = try scenarios(called: scenario)
        var isMet = true
        try CommandRun.run("experiment") { () throws(ProcessFailure) in
            let report = try self.report(plan(chosen))
            isMet =
                report.areGoalsMet ?? true && report.real.allSatisfy { $0.differences.isEmpty }
            let files = report.files
            if json {
                Console.print(try files.json())
            } else {
                show(report)
            }
            if let output { Console.complain("page: \(try files.write(to: output))") }
        }
        if !isMet { throw ExitCode(1) }
    }

    private func plan(_ scenarios: [Scenario]) throws(ProcessFailure) -> ExperimentPlan {
        ExperimentPlan(
            links: try ExperimentLink.load(only), strategies: strategies.chosen,
            scenarios: scenarios, seeds: seeds, firstSeed: firstSeed,
            duration: .milliseconds(Int64(seconds * 1000)), onset: Self.onset,
            fallbackBudget: .milliseconds(Int64(fallbackBudget * 1000)))
    }
    private func report(_ plan: ExperimentPlan) throws(ProcessFailure) -> ExperimentReport {
        let realLinks = try real.map { list throws(ProcessFailure) in
            try ExperimentLink.load(list)
        }
        let run = ExperimentRun(plan: plan, bundle: expert ? nil : bundle, jobs: jobs)
        Console.complain(
            "\(plan.driveCount) drives of \(FleetTable.number(seconds, 0)) s, "
                + "\(plan.links.count) links, \(plan.seeds) worlds")
        var report = ExperimentReport(
            plan, drivenBy: expert ? "the privileged expert" : "the models of \(bundle)",
            try run.seeds())
        for link in realLinks ?? [] {
            Console.complain("real processes over \(link.name), in real time")
            let virtual = try run.tombolo(0, over: link)
            let real = try realDrive(plan, link)
            report.real.append(RealComparison(link: link.name, virtual: virtual, real: real))
        }
        return report
    }
    private func realDrive(
        _ plan: ExperimentPlan, _ link: ExperimentLink
    ) throws(ProcessFailure) -> DriveMeasures {
        let shutdown = Shutdown()
        shutdown.listenToSignals()
        let drive = DemoDrive(
            bundle: bundle, edge: edge, scenario: plan.scenario(0).name, seed: plan.seed(0),
            duration: seconds, fallbackBudget: fallbackBudget)
        return try RealDrive(
            drive: drive, link: link, onset: Self.onset,
            folder: (output ?? "experiment-output") + "/real-\(link.name)", shutdown: shutdown
        ).measures()
    }
    private func show(_ report: ExperimentReport) {
        let lines =
            ExperimentText.table(report) + ExperimentText.states(report)
            + RealText.lines(report.real) + ExperimentText.goals(report)
            + ["digest \(report.digest)"]
        for line in lines { Console.print(line) }
    }
}
