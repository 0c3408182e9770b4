import EdgeCore
import Logging
import ModelBundle
import Randomness
import Runtime
import Worlds
import ZeroMQ

/// The machine that is driven: where captures come from, commands go, and what it counts.
struct EdgeVehicle {
    let sensor: any SensorPort
    let actuator: any ActuatorPort
    /// The simulated car and the world it begins in, if it is one.
    let simulated: (car: SimulatedCar, world: World)?
    /// What the port, the folder or the pipe counted, by name.
    let counts: @Sendable () -> [(name: String, count: UInt64)]

    /// Builds the machine that `options` name. A port listens from here on.
    init(
        _ options: EdgeOptions, bundle: ModelBundle, configuration: EdgeConfiguration,
        context: Context, logger: Logger
    ) throws(ProcessFailure) {
        switch options.machine {
        case .world: self = try EdgeVehicle(world: options, bundle)
        case .port(let endpoint):
            let needs = MachineNeeds(
                bundle: bundle, configuration: configuration, takesPictures: true)
            let machine = try EdgeVehicle.port(endpoint, needs, context, logger)
            sensor = machine
            actuator = machine
            simulated = nil
            counts = { machine.counts.named }
        case .frames, .pipe: throw ProcessFailure(.usage, "not yet")
        }
    }

    /// The car in its world, at its start, standing: it drives off once it is ready.
    private init(world options: EdgeOptions, _ bundle: ModelBundle) throws(ProcessFailure) {
        guard let scenario = Scenario.named(options.scenario) else {
            throw ProcessFailure(.usage, "there is no scenario '\(options.scenario)'")
        }
        var world = scenario.world(seed: Seed(options.seed))
        world.place(at: world.egoRoadPosition, speed: 0)
        let period: Int
        do throws(CameraRateError) {
            period = try SimulatedCar.stepsPerPicture(rateHertz: bundle.camera.rateHertz)
        } catch {
            throw ProcessFailure(.bundle, error.description)
        }
        let car = SimulatedCar(
            world: world, capturePeriod: period, width: bundle.camera.width,
            height: bundle.camera.height)
        sensor = car
        actuator = car
        simulated = (car, world)
        counts = { [] }
    }
    private static func port(
        _ endpoint: String, _ needs: MachineNeeds, _ context: Context, _ logger: Logger
    ) throws(ProcessFailure) -> PortedMachine {
        do throws(PortError) {
            return try PortedMachine(
                endpoint: endpoint, needs: needs, context: context, logger: logger)
        } catch {
            throw ProcessFailure(.endpoint, error.description)
        }
    }
}
