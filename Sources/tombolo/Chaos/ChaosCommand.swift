import ArgumentParser
import Dispatch
import Randomness
import Runtime
import Simulation
import Synchronization
import Timekeeping

/// `tombolo chaos`: thousands of drives in which things go wrong.
struct ChaosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Let links, processes, messages, models and sensors fail, and check every drive.",
        discussion: """
            Each case is a drive in virtual time around the real cores. Its seed draws the world, \
            an everyday link, and one to three kinds of trouble: a blackout, a coordinator that is \
            killed, replayed messages, plans that are not numbers, a camera whose clock jumps. \
            Half a minute later everything must be well again.

            Checked after every event: one command on each tick, no stale plan followed, every \
            capture, latent and batch accounted for, nothing piling up. Checked at the end: ticks, \
            the age at which the device gave its plan up, that the cloud drives again within 5 s \
            (14 s after a stop), no collision, nobody off the road.

            One seed, one case: --case SEED drives it again and tells its story. Ends with status \
            1 if anything was found.

            With --real the processes are real: half a minute for a case instead of a moment, and \
            what operating systems and sockets do is in it.

            Examples: tombolo chaos --cases 2000
                      tombolo chaos --only replayed,reordered
                      tombolo chaos --case 17
                      tombolo chaos --real --cases 20 --output chaos-output
                      tombolo chaos --real --case 3
            """)

    @Option(
        help: """
            How many cases, 1 to 1000000; 500 unless given, or with --real each fault at each \
            place once.
            """)
    var cases: Int?
    @Option(
        help: "The seed of the first case, the others follow it; 1 unless given, with --real 0.")
    var seed: UInt64?
    @Option(help: "Draw only these kinds of trouble, with commas between them.")
    var only: ChaosKinds = .all
    @Option(
        name: .customLong("case"), help: "Drive the case of this seed alone, and tell its story.")
    var single: UInt64?
    @Option(help: "How many are driven at once, 1 to 64; with --real it is one.")
    var jobs = 2
    @OptionGroup(title: "Real processes") var real: RealOptions

    func validate() throws {
        guard cases.map({ (1...1_000_000).contains($0) }) ?? true else {
            throw ValidationError("--cases is \(cases ?? 0), legal are 1 to 1000000")
        }
        guard real.real || (real.output == nil && !real.list) else {
            throw ValidationError("--output and --list go with --real")
        }
        guard (1...64).contains(jobs) else {
            throw ValidationError("--jobs is \(jobs), legal are 1 to 64")
        }
    }

    func run() throws {
        try CommandRun.run("chaos") { () throws(ProcessFailure) in
            if real.real {
                try driveReal()
            } else if let single {
                try tell(ChaosCase(seed: Seed(single), among: only.kinds))
            } else {
                try driveAll()
            }
        }
    }

    private func driveReal() throws(ProcessFailure) {
        let first = seed ?? 0
        let count = UInt64(cases ?? RealFault.all.count)
        let seeds = single.map { [$0] } ?? (0..<count).map { first &+ $0 }
        guard !real.list else {
            return RealLines.list(seeds).forEach { Console.print($0) }
        }
        var chaos = RealChaos(options: real, seeds: seeds)
        try conclude(try chaos.run())
    }
    private func tell(_ subject: ChaosCase) throws(ProcessFailure) {
        for line in ChaosLines.lines(of: subject) { Console.print(line) }
        let result = subject.run()
        for line in result.outcome.map(DriveSummaryLines.lines) ?? [] { Console.print(line) }
        for finding in result.findings { Console.print("found        \(finding)") }
        try conclude(result.findings.isEmpty ? 0 : 1)
    }
    private func driveAll() throws(ProcessFailure) {
        let shared = Mutex((tally: ChaosTally(), done: 0, progress: FleetProgress(isQuiet: false)))
        let (cases, seed) = (cases ?? 500, seed ?? 1)
        let stride = min(jobs, cases)
        DispatchQueue.concurrentPerform(iterations: stride) { worker in
            for number in Swift.stride(from: worker, to: cases, by: stride) {
                let result = ChaosCase(
                    seed: Seed(seed &+ UInt64(number)), among: only.kinds
                ).run()
                shared.withLock { state in
                    state.tally.add(result)
                    state.done += 1
                    state.progress.show("drives", done: state.done, of: cases)
                }
            }
        }
        let tally = shared.withLock { state in
            state.progress.end()
            return state.tally
        }
        for line in ChaosLines.table(tally) { Console.print(line) }
        try conclude(tally.failures.count)
    }
    private func conclude(_ failures: Int) throws(ProcessFailure) {
        guard failures > 0 else { return }
        throw ProcessFailure(
            .software, "\(failures) cases have findings; see each with --case SEED")
    }
}
