import ArgumentParser
import Runtime
import Worlds

/// `tombolo demo`: one car, end to end, with the link cut in the middle.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Drive one car end to end, and cut its link in the middle.",
        discussion: """
            Starts a coordinator, a worker and a car (tombolo-edge) as three processes over TCP,
            with a forwarder between car and coordinator whose connections are really severed for
            a while. The car goes on by itself and gives the wheel back afterwards. At the end it
            writes a page that shows the whole drive.

              tombolo demo
              tombolo demo --scenario mixed --seed 3 --duration 90 --cut-at 40 --cut-for 8
              tombolo demo --duration 20      the cut in the middle
              tombolo demo --cut-for 0        no cut

            A road is a little over 1,500 m long, some two and a half minutes; the car stops before
            its end, and the drive is over.

            Exit status: 0 when the car came through and showed what it should: the cloud drove,
            something else in the cut, the cloud again, and the car stood at the end. 1 when it did
            not, when it touched something or left the road, when control ticks were missed or
            captures are not accounted for; 70 when one of the processes died, 130 after Ctrl-C.
            """)

    @Option(help: "The folder of the bundle.")
    var bundle = "Deploy/models/driving"
    @Option(help: "The kind of world: `tombolo world list` names them.")
    var scenario = "town"
    @Option(help: "What the world is drawn from.")
    var seed: UInt64 = 7
    @Option(help: "How long to drive, seconds.")
    var duration = 60.0
    @Option(help: "When to cut the link, seconds after the start; in the middle if not given.")
    var cutAt: Double?
    @Option(
        help: "For how long, seconds, 0 for not at all; 5, or a fifth of a drive under 25 seconds.")
    var cutFor: Double?
    @Option(help: "Where recording, logs and page go; files of an earlier drive are replaced.")
    var output = "demo-output"
    @Option(help: "The device's program; the one beside this program if not given.")
    var edge: String?
    @Flag(
        help: ArgumentHelp(
            "End when standard input ends, as it does when a parent process is gone.",
            visibility: .hidden))
    var untilInputEnds = false

    func validate() throws {
        guard Scenario.named(scenario) != nil else {
            let names = Scenario.all.map(\.name).joined(separator: ", ")
            throw ValidationError("there is no scenario '\(scenario)'; there are \(names)")
        }
        guard duration > 0, duration <= 3_600 else {
            throw ValidationError("--duration is \(duration), legal are above 0 to 3600 seconds")
        }
        if let cutAt, !(0...3_600).contains(cutAt) {
            throw ValidationError("--cut-at is \(cutAt), legal are 0 to 3600 seconds")
        }
        if let cutFor, !(0...600).contains(cutFor) {
            throw ValidationError("--cut-for is \(cutFor), legal are 0 to 600 seconds")
        }
        do throws(DemoTimesError) {
            _ = try times()
        } catch {
            throw ValidationError(error.description)
        }
    }

    func run() throws {
        var status: Int32 = 0
        try CommandRun.run("demo") { () throws(ProcessFailure) in
            let times: DemoTimes
            do throws(DemoTimesError) {
                times = try self.times()
            } catch {
                throw ProcessFailure(.usage, error.description)
            }
            var demo = Demo(command: self, times: times)
            status = try demo.run()
        }
        if status != 0 { throw ExitCode(status) }
    }
    /// What the options say together.
    func times() throws(DemoTimesError) -> DemoTimes {
        try DemoTimes(duration: duration, cutAt: cutAt, cutFor: cutFor)
    }
}
