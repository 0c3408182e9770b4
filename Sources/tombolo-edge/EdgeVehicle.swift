import EdgeCore
import Glibc
import Logging
import ModelBundle
import Randomness
import Runtime
import Timekeeping
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
        context: Context, logger: Logger, shutdown: Shutdown
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
        case .frames(let folder):
            let recorded = RecordedFrames(
                folder: try EdgeVehicle.folder(folder, bundle),
                period: configuration.capturePeriod, fields: bundle.state.map(\.name),
                logger: logger, onEnd: { shutdown.request() })
            sensor = recorded
            actuator = recorded
            simulated = nil
            counts = { recorded.counts }
        case .pipe(let path):
            let needs = MachineNeeds(
                bundle: bundle, configuration: configuration, takesPictures: false)
            let endpoint = options.odometry.flatMap { $0 == "none" ? nil : $0 }
            let port = try endpoint.map { endpoint throws(ProcessFailure) in
                try EdgeVehicle.port(endpoint, needs, context, logger)
            }
            let camera = try EdgeVehicle.camera(
                path, options, bundle, configuration, port: port, logger)
            let machine = PipedMachine(
                camera: camera, port: port, tellsMotion: bundle.plan.actions == nil)
            sensor = machine
            actuator = machine
            simulated = nil
            counts = { machine.counts }
        }
    }

    private static func folder(
        _ path: String, _ bundle: ModelBundle
    ) throws(ProcessFailure) -> FrameFolder {
        do throws(FrameFolderError) {
            return try FrameFolder(path: path, bundle: bundle)
        } catch {
            throw ProcessFailure(.noInput, error.description)
        }
    }
    /// The camera of a pipe. Without a port the state vector is zeros: it stands.
    private static func camera(
        _ path: String?, _ options: EdgeOptions, _ bundle: ModelBundle,
        _ configuration: EdgeConfiguration, port: PortedMachine?, _ logger: Logger
    ) throws(ProcessFailure) -> RawCamera {
        let size = bundle.camera
        let setting = RawCameraSetting(
            width: options.cameraSize?.width ?? size.width,
            height: options.cameraSize?.height ?? size.height, format: options.pixelFormat,
            rateHertz: options.cameraRate ?? size.rateHertz,
            delay: .milliseconds(Int64(options.cameraDelay)), newWidth: size.width,
            newHeight: size.height, capturePeriod: configuration.capturePeriod)
        guard size.channels == 3 else {
            throw ProcessFailure(
                .bundle, "the bundle's pictures have \(size.channels) channels, a pipe's have 3")
        }
        guard let descriptor = path.map({ RawCamera.open($0) }) ?? STDIN_FILENO else {
            throw ProcessFailure(
                .noInput, "\(path ?? "-") cannot be read; make it with 'mkfifo'")
        }
        let still = [Float](repeating: 0, count: bundle.state.count)
        return RawCamera(
            setting: setting, descriptor: descriptor, path: path,
            state: { now in port.map { $0.state(at: now) } ?? still }, logger: logger)
    }

    /// The car in its world, at its start, standing: it drives off once it is ready.
    private init(world options: EdgeOptions, _ bundle: ModelBundle) throws(ProcessFailure) {
        guard let scenario = Scenario.named(options.scenario) else {
            throw ProcessFailure(.usage, "there is no scenario '\(options.scenario)'")
        }
        var world = scenario.world(seed: Seed(options.seed))
        world.place(at: world.egoRoadPosition, speed: 0)
        // The simulated car has wheels and a brake, and no other actuators.
        do throws(ModelLoadError) {
            try bundle.plan.requireCar()
        } catch {
            throw ProcessFailure(error)
        }
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
