import ArgumentParser
import LinkFiles
import NetworkModel
import Runtime
import Timekeeping

/// What a link does to frames and plans, by the model.
struct LinkShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show how long frames and plans take over a link, by the model.",
        discussion: """
            Frames are sent at a steady rate over one TCP connection, and each is answered by a plan
            the moment it arrives: no inference, only the link. One seed, one result.

            Examples: tombolo link show lte-driving
                      tombolo link show 3g --bytes 8000 --newest
            """)

    @Argument(help: "A ready-made profile or scenario (`tombolo link list`), or a file with one.")
    var link: String
    @Option(help: "Bytes of a frame, 1 to 1048576.")
    var bytes = 2_048
    @Option(help: "Bytes of a plan, 1 to 1048576.")
    var planBytes = 200
    @Option(help: "Frames a second, 0.1 to 1000.")
    var hertz = 10.0
    @Option(help: "Seconds, 1 to 86400; without it 600 for a profile, all of a scenario.")
    var seconds: Int64?
    @Option(help: "The seed; without it the scenario's, or 1.")
    var seed: UInt64?
    @Flag(help: "Send only the newest frame, once the plan of the one before has come.")
    var newest = false
    @Flag(help: "Send 32 bytes 20 ms after each message, so that a lost end is noticed soon.")
    var chaser = false

    func validate() throws {
        let legal = 1...NetworkModel.Limits.messageBytes
        guard legal.contains(bytes), legal.contains(planBytes) else {
            throw ValidationError("--bytes and --plan-bytes are 1 to \(legal.upperBound)")
        }
        guard (0.1...1_000).contains(hertz) else {
            throw ValidationError("--hertz is \(hertz), legal are 0.1 to 1000")
        }
        guard (1...86_400).contains(seconds ?? 1) else {
            throw ValidationError("--seconds is 1 to 86400")
        }
    }

    func run() throws {
        let scenario: LinkScenario
        do throws(LinkChoiceError) {
            scenario = try LinkChoice.load(
                link, seed: seed, duration: seconds.map { .seconds($0) })
        } catch {
            Console.complain("tombolo link show: \(error)")
            throw ExitCode.failure
        }
        let load = LinkTrial.Load(
            frameBytes: bytes, planBytes: planBytes,
            period: .nanoseconds(Int64(1e9 / hertz)), phase: .zero, isNewestOnly: newest,
            hasChasers: chaser)
        for line in LinkTrialLines.lines(scenario, load) { Console.print(line) }
    }
}
