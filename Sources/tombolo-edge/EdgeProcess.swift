import EdgeCore
import Failsafe
import Foundation
import Inference
import Logging
import ModelBundle
import OpenVINOBackend
import Randomness
import Runtime
import Synchronization
import Timekeeping
import Wire
import Worlds
import ZeroMQ

/// The device's process: loads everything, drives, writes down how it went.
struct EdgeProcess {
    let options: EdgeOptions

    func run() throws(ProcessFailure) {
        // Before anything starts a thread.
        let processGrant = ThreadPriority.makeProcessRealTime()
        let shutdown = Shutdown()
        shutdown.listenToSignals()
        if options.untilInputEnds { shutdown.listenToStandardInput() }
        let log = LogStart(component: "edge", level: options.logLevel.level)
        defer { log.close() }
        let bundle = try loadBundle()
        // The simulated car has wheels and a brake, and no other actuators.
        do throws(ModelLoadError) {
            try bundle.plan.requireCar()
        } catch {
            throw ProcessFailure(error)
        }
        let models = try loadModels(bundle)
        let machine = configuration(for: bundle)
        let world = try standingWorld()
        let car = SimulatedCar(
            world: world, capturePeriod: try stepsPerPicture(bundle),
            width: bundle.camera.width, height: bundle.camera.height)
        let recorder = DriveRecorder(
            setting: setting(bundle, machine, world), car: car, file: try driveFile(),
            logger: log.logger)
        let shell = EdgeShell(
            configuration: EdgeShellConfiguration(
                machine: machine, random: Chance.stream(),
                duration: options.duration.map { .nanoseconds(Int64($0 * 1e9)) },
                recordEvery: 5),
            models: models, sensor: car, actuator: car, glimpse: { car.glimpse() },
            records: recorder.records, shutdown: shutdown, context: try context())
        Console.print("ready coordinator=\(options.coordinators.joined(separator: ","))")
        let outcome = drive(shell, processGrant, log.logger)
        recorder.finish(try? outcome.get())
        try report(outcome, machine)
    }

    private func drive(
        _ shell: EdgeShell, _ processGrant: ThreadPriority.Grant, _ logger: Logger
    ) -> Result<EdgeResult, EdgeShellError> {
        // From here on this thread is the control loop.
        let grant = ThreadPriority.control.applyToCaller()
        let memory = MemoryLock.lockAll()
        let isGranted = grant == .realTime && processGrant == .realTime && memory == .locked
        logger.log(
            level: isGranted ? .notice : .warning, "control.begins",
            metadata: [
                "priority": "\(grant.rawValue)", "process_priority": "\(processGrant.rawValue)",
                "memory": "\(memory.rawValue)",
            ])
        do throws(EdgeShellError) {
            return .success(try shell.run())
        } catch {
            return .failure(error)
        }
    }
    private func report(
        _ outcome: Result<EdgeResult, EdgeShellError>, _ machine: EdgeConfiguration
    ) throws(ProcessFailure) {
        switch outcome {
        case .success(let result):
            Console.print(
                "ended cause=\(result.ending.rawValue) standing=\(result.isStanding) "
                    + "ticks=\(result.ticks.made) missed=\(result.ticks.missed) "
                    + "worst_late_ms=\(Milliseconds.text(result.ticks.worst)) "
                    + "plan_delay_ms=\(result.planDelay.map { Milliseconds.text($0) } ?? "-") "
                    + "captures=\(result.fates.captured) answered=\(result.fates.answered) "
                    + "skipped=\(result.fates.skipped) "
                    + "balanced=\(result.fates.isBalanced)")
        case .failure(.transport(let error)): throw ProcessFailure(error)
        case .failure(.refused(let refuse, let endpoint)):
            throw ProcessFailure(refuse, endpoint: endpoint, bundles: [machine.bundle])
        }
    }
}

// MARK: What it is made of

extension EdgeProcess {
    private func loadBundle() throws(ProcessFailure) -> ModelBundle {
        do throws(BundleError) {
            return try ModelBundle(directory: options.bundle)
        } catch {
            throw ProcessFailure(error)
        }
    }
    private func loadModels(_ bundle: ModelBundle) throws(ProcessFailure) -> sending EdgeModels {
        do {
            let settings = OpenVINOSettings(threadCount: options.threads)
            return try EdgeModels(bundle: bundle, backend: try OpenVINOBackend(settings: settings))
        } catch let error as InferenceError {
            throw ProcessFailure(error)
        } catch let error as ModelLoadError {
            throw ProcessFailure(error)
        } catch {
            throw ProcessFailure(.software, "\(error)")
        }
    }
    private func context() throws(ProcessFailure) -> Context {
        do throws(ZeroMQError) {
            return try Context(inputOutputThreads: 1)
        } catch {
            throw ProcessFailure(error)
        }
    }
    private func configuration(for bundle: ModelBundle) -> EdgeConfiguration {
        var machine = EdgeConfiguration.car(
            name: options.name, bundle: BundleID(bundle), planLimits: PlanLimits(bundle.plan),
            rates: bundle.latent.rates.map { LatentRate($0) })
        machine.coordinators = options.coordinators
        machine.meaning = PlanMeaning(bundle.plan)
        machine.commitsSteps = bundle.takesCommitment
        machine.capturePeriod = .nanoseconds(1_000_000_000 / Int64(bundle.camera.rateHertz))
        machine.armsItself = true
        machine.requestClass = options.requestClass?.deviceClass
        machine.failsafe.fallbackBudget = .nanoseconds(Int64(options.fallbackBudget * 1e9))
        switch options.release {
        case .never: machine.failsafe.releasePolicy = .operatorRelease
        case .automatic: machine.failsafe.releasePolicy = .automatic
        }
        return machine
    }
    private func stepsPerPicture(_ bundle: ModelBundle) throws(ProcessFailure) -> Int {
        do throws(CameraRateError) {
            return try SimulatedCar.stepsPerPicture(rateHertz: bundle.camera.rateHertz)
        } catch {
            throw ProcessFailure(.bundle, error.description)
        }
    }
    /// The world with the car at its start, standing: it drives off once it is ready.
    private func standingWorld() throws(ProcessFailure) -> World {
        guard let scenario = Scenario.named(options.scenario) else {
            throw ProcessFailure(.usage, "there is no scenario '\(options.scenario)'")
        }
        var world = scenario.world(seed: Seed(options.seed))
        world.place(at: world.egoRoadPosition, speed: 0)
        return world
    }
    private func setting(
        _ bundle: ModelBundle, _ machine: EdgeConfiguration, _ world: World
    ) -> DriveSetting {
        DriveSetting(
            name: machine.name, bundle: "\(bundle.bundleID)", world: world,
            capturePeriodMs: Int(machine.capturePeriod.milliseconds),
            controlPeriodMs: Int(machine.tickPeriod.milliseconds),
            degradedAgeMs: Int(machine.failsafe.degradedAge.milliseconds),
            fallbackAgeMs: Int(machine.failsafe.fallbackAge.milliseconds),
            pictureWidth: bundle.camera.width, pictureHeight: bundle.camera.height)
    }
    private func driveFile() throws(ProcessFailure) -> DriveFile? {
        guard let path = options.logFile else { return nil }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder + "/frames", withIntermediateDirectories: true)
        } catch {
            throw ProcessFailure(.file, "cannot make \(folder)/frames; choose another --log-file")
        }
        guard let lines = LineWriter(path: path, byteLimit: 4 << 20) else {
            throw ProcessFailure(.file, "cannot write \(path); choose another --log-file")
        }
        return DriveFile(lines: lines, folder: folder)
    }
}
