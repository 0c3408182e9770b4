import ArgumentParser
import LocatedJSON
import Runtime
import Simulation
import Timekeeping

/// `tombolo simulate fleet`: thousands of devices and the workers that serve them.
struct SimulateFleet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "Run a whole fleet against its workers and say how many plans came in time.",
        discussion: """
            The scheduler is the coordinator's own; devices, links and workers are modelled. A plan
            counts if it is at the device before the capture's deadline. Beside each result stands
            the bound: what no scheduler could exceed with these workers and this network. The same
            file and seed give the same digest on every machine. How files are written:
            Docs/SIMULATION.md.

            Try a ready-made scenario, then with plots to open in a browser:
              tombolo simulate fleet city-cars
              tombolo simulate fleet city-cars --output out
            What if there were fewer workers, or more devices?
              tombolo simulate fleet city-cars --workers 12
              tombolo simulate fleet city-cars --load 1.3
            Where does it break? (a load of 1 is all that full batches can do)
              tombolo simulate fleet city-cars --sweep 0.5,0.7,0.9,1,1.1,1.3,1.6,2 --output out
            Against first come first served, Triton's batcher, lazy EDF, Clockwork and Symphony?
              tombolo simulate fleet worker-dies --compare
            With the code of devices, coordinator and workers, not the batcher alone?
              tombolo simulate fleet city-cars --seconds 10 --whole
            Your own fleet, with times measured on your own worker:
              tombolo profile --output worker.json
              tombolo simulate fleet fleet.json
            """)

    @OptionGroup var options: FleetOptions
    @Option(help: "Workers in all, the kinds in proportion; the file's if not given.")
    var workers: Int?
    @Option(
        help: """
            What the devices ask for over what the workers do in full batches, the groups in \
            proportion; the file's if not given.
            """)
    var load: Double?
    @Option(help: "Loads to run as well, as 0.5,0.7,0.9,1,1.1,1.3,2; for the plot over load.")
    var sweep: FleetLoads?
    @Flag(
        help: """
            Run the baselines as well, each with the best of its knobs at each load; that is some \
            fifty runs a load.
            """)
    var compare = false
    @Flag(
        help: """
            Run all that a device, the coordinator and a worker run, with their sessions, paces \
            and clocks, not the batcher alone: ours only, some hundred times slower, with the \
            accounts of every side. Clock errors are what the sessions leave, not the file's; \
            after an outage devices come back as their sessions do.
            """)
    var whole = false
    @Option(
        help: """
            Where the plotted second begins, in seconds; before the first event if not given, or \
            in the middle.
            """)
    var second: Double?

    func validate() throws {
        if let workers {
            guard (1...FleetFileLimits.workers).contains(workers) else {
                throw ValidationError("--workers is \(workers), legal are 1 to 1024")
            }
        }
        if whole, compare || options.scheduler != .ours {
            throw ValidationError(
                "--whole runs the coordinator's own batcher: leave --compare and --scheduler out")
        }
        if let load {
            guard (0.001...FleetFileLimits.load).contains(load) else {
                throw ValidationError("--load is \(load), legal are 0.001 to 20")
            }
        }
    }
    func run() throws { try CommandRun.run("simulate fleet", simulate) }

    private func simulate() throws(ProcessFailure) {
        if whole { return try simulateWhole() }
        let file = try file()
        let scenario = file.scenario
        let cells = try options.cellCount(scenario)
        let lookFrom = try lookFrom(file)
        if !options.json { Console.print(FleetWords.heading(file, scenario, cells)) }
        let schedulers = compare ? FleetScheduler.all : [options.scheduler]
        let loads = sweep?.loads ?? []
        var progress = FleetProgress(isQuiet: options.json)
        let tries = schedulers.reduce(0) { $0 + $1.runCount }
        let steps = tries * (loads.count + 1) * cells
        var step = 0
        func run(
            _ scenario: FleetScenario, _ scheduler: FleetScheduler, isTraced: Bool
        ) -> (run: FleetSimulationRun, choice: String) {
            let load = FleetTable.number(scenario.load, 2)
            return scheduler.run(scenario, cells: cells, seed: file.seed, isTraced: isTraced) {
                progress.show("\(scheduler.name) at load \(load)", done: step, of: steps)
                step += 1
            }
        }
        var (runs, points): ([FleetRunSummary], [FleetRunSummary]) = ([], [])
        var detail: FleetDetail?
        for scheduler in schedulers {
            let (main, choice) = run(scenario, scheduler, isTraced: detail == nil)
            detail = detail ?? FleetDetail(main, of: scenario, lookFrom: lookFrom)
            runs.append(
                FleetRunSummary(
                    main, of: scenario, scheduler: scheduler.name, choice: choice))
        }
        // Load by load, so that the table has those beside each other that compete.
        for load in loads {
            let scenario = file.with(load: load).scenario
            for scheduler in schedulers {
                let (run, choice) = run(scenario, scheduler, isTraced: false)
                points.append(
                    FleetRunSummary(
                        run, of: scenario, scheduler: scheduler.name, choice: choice))
            }
        }
        progress.end()
        guard let detail, let first = runs.first else { return }
        var lines = FleetTable.lines(of: runs + points) + [""] + FleetTable.details(of: first)
        lines += ["", FleetWords.verdict(first)]
        try options.present(
            FleetSimulationReport(file, seed: file.seed, runs: runs, sweep: points, detail: detail),
            lines: lines)
    }

    /// The same with all cores.
    private func simulateWhole() throws(ProcessFailure) {
        let file = try file()
        let cells = try options.cellCount(file.scenario)
        let lookFrom = try lookFrom(file)
        if !options.json { Console.print(FleetWords.heading(file, file.scenario, cells)) }
        let loads = sweep?.loads ?? []
        let files = [file] + loads.map { file.with(load: $0) }
        var progress = FleetProgress(isQuiet: options.json)
        var summaries: [FleetRunSummary] = []
        var detail: FleetDetail?
        for (place, file) in files.enumerated() {
            let scenario = file.scenario
            let load = FleetTable.number(scenario.load, 2)
            let whole = try FleetWholeRun(
                scenario, cells: cells, seed: file.seed, isTraced: place == 0
            ) {
                let share = (Double(place) + $0) / Double(files.count)
                progress.show("all cores at load \(load)", share: share)
            }
            detail = detail ?? FleetDetail(whole.run, of: scenario, lookFrom: lookFrom)
            summaries.append(FleetRunSummary(whole, of: scenario))
        }
        progress.end()
        guard let detail, let first = summaries.first else { return }
        var lines = FleetTable.lines(of: summaries) + [""] + FleetTable.details(of: first)
        lines += ["", FleetWords.verdict(first)]
        let points = Array(summaries.dropFirst())
        try options.present(
            FleetSimulationReport(
                file, seed: file.seed, runs: [first], sweep: points, detail: detail),
            lines: lines)
    }

    /// The scenario as file and options have it.
    private func file() throws(ProcessFailure) -> FleetFile {
        var file = try options.file().counted()
        if let workers {
            file = file.with(workers: workers)
            if let problem = file.eventProblem(workers: workers) {
                throw ProcessFailure(
                    .usage,
                    "--workers \(workers) does not fit the file's events: an event "
                        + problem)
            }
        }
        if let load { file = file.with(load: load) }
        return file
    }
    private func lookFrom(_ file: FleetFile) throws(ProcessFailure) -> Interval {
        let last = file.duration - .seconds(1)
        guard let second else {
            if let event = file.events.first(where: { $0.at >= file.warmUp }) {
                return max(min(event.at - .milliseconds(250), last), .zero)
            }
            return max((file.warmUp + last) / 2, .zero)
        }
        guard (0...max(last.seconds, 0)).contains(second) else {
            throw ProcessFailure(
                .usage,
                "--second is \(LocatedValue.text(second)), legal are 0 to "
                    + LocatedValue.text(last.seconds))
        }
        return FieldReader.interval(milliseconds: second * 1_000)
    }
}
