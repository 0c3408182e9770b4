import ArgumentParser
import EdgeCore
import Inference
import LinkFiles
import ModelBundle
import NetworkModel
import Randomness
import Runtime
import Simulation
import Timekeeping
import Wire
import Worlds

/// One car, one coordinator and one worker in virtual time.
struct SimulateDrive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drive",
        abstract: "Drive one car end to end in virtual time and print what became of it.",
        discussion: """
            The cores, frames and codec are those of the real programs; times of computing are
            modelled, and links: a good cellular one, or --link. Everything that must hold is
            checked after each event; what does not ends the program with the seed and the moment.

            Without --bundle nobody sees: a privileged expert that is told the scene plans, and the
            digest is the same on every machine. With --bundle the real models drive; their
            numbers, and so the digest, may differ from one kind of processor to another.

            Examples: tombolo simulate drive --scenario town --seed 7 --seconds 60 --cut 28:33
                      tombolo simulate drive --scenario mixed --link lte-driving
            """)

    @Option(help: "The scenario; `tombolo world list` names them.")
    var scenario = "town"
    @Option(help: "The seed of world, links and epochs.")
    var seed: UInt64 = 7
    @Option(
        help: """
            Seconds of the drive, 1 to 3600; it ends with its road, which is a little over 1,500 m \
            long, some two and a half minutes.
            """)
    var seconds: Int64 = 60
    @Option(
        help: """
            The device's link: a profile or scenario that `tombolo link list` names, or a file \
            with one; without it a good cellular link. Its chance is drawn from --seed.
            """)
    var link: String?
    @Option(help: "Cut the device's link, FROM:UNTIL in seconds; may be given again.")
    var cut: [CutOption] = []
    @Option(help: "The folder of a bundle whose models drive; without it the expert does.")
    var bundle: String?

    func validate() throws {
        let longest = Simulation.Limits.driveSeconds
        guard (1...longest).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds), legal are 1 to \(longest)")
        }
        guard Scenario.named(scenario) != nil else {
            throw ValidationError(
                "there is no scenario '\(scenario)'; `tombolo world list` names them")
        }
    }

    func run() throws {
        guard let scenario = Scenario.named(scenario) else { return }
        try CommandRun.run("simulate drive") { () throws(ProcessFailure) in
            Console.print(
                "seed \(seed), scenario \(scenario.name), driven by "
                    + (bundle.map { "the models of \($0)" } ?? "the privileged expert"))
            let outcome = try outcome(in: scenario)
            for line in DriveSummaryLines.lines(of: outcome) { Console.print(line) }
        }
    }

    private func outcome(in scenario: Scenario) throws(ProcessFailure) -> DriveOutcome {
        guard let path = bundle else {
            var configuration = DriveConfiguration.expertCar(
                scenario: scenario, seed: Seed(seed), duration: .seconds(seconds), outages: [])
            try setLink(of: &configuration)
            return try SimulationRun.run(configuration, ExpertCompute()).outcome
        }
        let bundle = try Bundles.loadCar(path)
        var configuration = DriveConfiguration.car(
            scenario: scenario, seed: Seed(seed), duration: .seconds(seconds), outages: [],
            bundle: BundleID(bundle), planLimits: PlanLimits(bundle.plan),
            rates: bundle.latent.rates.map { LatentRate($0) })
        try setLink(of: &configuration)
        let compute: BundleCompute
        do throws(InferenceError) {
            compute = try BundleCompute(bundle, batchLimit: configuration.batchLimit)
        } catch {
            throw ProcessFailure(error)
        }
        let (outcome, used) = try SimulationRun.run(configuration, compute)
        if used.failures > 0 { Console.complain("\(used.failures) runs of a model failed") }
        return outcome
    }
    private func setLink(of configuration: inout DriveConfiguration) throws(ProcessFailure) {
        if let link {
            do throws(LinkChoiceError) {
                let scenario = try LinkChoice.load(link, seed: seed, duration: nil)
                configuration.deviceLink = scenario.course
                configuration.faults = scenario.events.compactMap(DriveFault.init)
            } catch {
                throw ProcessFailure(.usage, error.description)
            }
        }
        for option in cut {
            configuration.deviceLink = configuration.deviceLink.cut(
                from: option.cut.from, for: option.cut.until - option.cut.from)
        }
    }
}
