import ArgumentParser
import ModelBundle
import Randomness
import Runtime
import Worlds
import ZeroMQ

/// `tombolo world serve`: the simulated car as a machine of its own process.
struct WorldServe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Be a machine at the port of an agent: the simulated car, in its own process.",
        discussion: """
            The agent drives it as it would any machine (Docs/PORTS.md): when the agent is gone or \
            silent for 200 ms the car brakes by itself, and when this program is gone the agent \
            stops and waits. It arms itself whenever an agent takes it.

              tombolo-edge --machine ipc:///tmp/car.sock --coordinator tcp://HOST:5570 &
              tombolo world serve ipc:///tmp/car.sock --scenario town --seed 7
            """)

    @Argument(help: "The agent's port, ipc:///PATH.")
    var port: String
    @Option(help: "The scenario; `tombolo world list` names them.")
    var scenario = "town"
    @Option(help: "The seed of the world.")
    var seed: UInt64 = 7
    @Option(help: "The folder of the agent's bundle, which says what pictures it wants.")
    var bundle = "Deploy/models/driving"
    @OptionGroup var options: LogLevelOption

    func validate() throws {
        guard port.hasPrefix("ipc://") else { throw ValidationError("the port is ipc:///PATH") }
        guard Scenario.named(scenario) != nil else { _ = try scenarios(called: scenario); return }
    }
    func run() throws { try CommandRun.run("world serve", serve) }

    private func serve() throws(ProcessFailure) {
        let shutdown = Shutdown()
        shutdown.listenToSignals()
        if options.untilInputEnds { shutdown.listenToStandardInput() }
        let log = LogStart(component: "machine", level: options.logLevel.level)
        defer { log.close() }
        let bundle = try Bundles.loadCar(bundle)
        let car = try car(bundle)
        do throws(ZeroMQError) {
            let machine = try PortedCar(
                car: car, bundle: bundle, endpoint: port,
                context: try Context(inputOutputThreads: 1), logger: log.logger)
            Console.print("ready port=\(port)")
            try machine.run(until: shutdown)
            tell(car, machine.counts)
        } catch {
            throw ProcessFailure(error)
        }
    }
    private func car(_ bundle: ModelBundle) throws(ProcessFailure) -> SimulatedCar {
        guard let scenario = Scenario.named(scenario) else {
            throw ProcessFailure(.usage, "there is no scenario '\(scenario)'")
        }
        var world = scenario.world(seed: Seed(seed))
        world.place(at: world.egoRoadPosition, speed: 0)
        do throws(CameraRateError) {
            return SimulatedCar(
                world: world,
                capturePeriod: try SimulatedCar.stepsPerPicture(rateHertz: bundle.camera.rateHertz),
                width: bundle.camera.width, height: bundle.camera.height)
        } catch {
            throw ProcessFailure(.bundle, error.description)
        }
    }
    private func tell(_ car: SimulatedCar, _ counts: PortedCar.Counts) {
        let glimpse = car.glimpse()
        Console.print(
            "ended standing=\(abs(glimpse.speed) < 0.05) collisions=\(glimpse.collisions) "
                + "off_road_ms=\(Int((glimpse.offRoadSeconds * 1_000).rounded())) "
                + "distance_m=\(Int(glimpse.distance.rounded())) "
                + "watchdog_trips=\(car.counts.watchdogTrips) sessions=\(counts.sessions) "
                + "commands=\(counts.commands) late_commands=\(counts.lateCommands) "
                + "refused=\(counts.refused) dropped_captures=\(counts.droppedCaptures)")
    }
}
