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
        let models = try loadModels(bundle)
        let machine = configuration(for: bundle)
        let context = try context()
        let vehicle = try EdgeVehicle(
            options, bundle: bundle, configuration: machine, context: context, logger: log.logger,
            shutdown: shutdown)
        let simulated = vehicle.simulated
        let recorder = DriveRecorder(
            setting: setting(bundle, machine, simulated?.world), car: simulated?.car,
            file: try recordingFile(), logger: log.logger)
        var settings = EdgeShellConfiguration(
            machine: machine, random: Chance.stream(),
            duration: options.duration.map { .nanoseconds(Int64($0 * 1e9)) }, recordEvery: 5,
            recordsDecisions: options.record != nil)
        let heartbeat = try beginHeartbeat(shutdown)
        settings.pulse = heartbeat?.pulse
        let shell = EdgeShell(
            configuration: settings, models: models, sensor: vehicle.sensor,
            actuator: vehicle.actuator,
            glimpse: { [car = simulated?.car] in car?.glimpse() }, records: recorder.records,
            shutdown: shutdown, context: context)
        Console.print(
            "ready coordinator=\(options.coordinators.joined(separator: ",")) "
                + "machine=\(options.machine.description)")
        let outcome = drive(shell, processGrant, log.logger)
        endHeartbeat(heartbeat, outcome, log.logger)
        recorder.finish(try? outcome.get())
        let counts = vehicle.counts().filter { $0.count > 0 }
        if !counts.isEmpty {
            let facts = counts.map { ($0.name, Logger.MetadataValue.stringConvertible($0.count)) }
            log.logger.notice("machine.ended", metadata: Dictionary(uniqueKeysWithValues: facts))
        }
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
    /// What watches the control loop, if anybody wants to know.
    private func beginHeartbeat(_ shutdown: Shutdown) throws(ProcessFailure) -> LoopHeartbeat? {
        let manager = ServiceNotifier(environment: ProcessInfo.processInfo.environment)
        let socket = options.heartbeatSocket.flatMap { UnixAddress(option: $0) }
        let places = LoopHeartbeat.Places(
            manager: manager, file: options.heartbeatFile, socket: socket)
        guard manager != nil || socket != nil || places.file != nil else { return nil }
        return try LoopHeartbeat(places, shutdown: shutdown)
    }
    private func endHeartbeat(
        _ heartbeat: LoopHeartbeat?, _ outcome: Result<EdgeResult, EdgeShellError>, _ logger: Logger
    ) {
        guard let heartbeat else { return }
        let isStanding = (try? outcome.get())?.isStanding ?? false
        heartbeat.end(isOrderly: isStanding)
        let counts = heartbeat.counts
        logger.notice(
            "heartbeat.ended",
            metadata: ["given": "\(counts.given)", "unheard": "\(counts.unheard)"])
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
        machine.secondPath = options.secondPath
        machine.meaning = PlanMeaning(bundle.plan)
        machine.commitsSteps = bundle.takesCommitment
        machine.capturePeriod = .nanoseconds(1_000_000_000 / Int64(bundle.camera.rateHertz))
        machine.armsItself = options.machine.armsItself
        machine.requestClass = options.requestClass?.deviceClass
        machine.failsafe = options.machineClass.failsafe
        if let budget = options.fallbackBudget {
            machine.failsafe.fallbackBudget = .nanoseconds(Int64(budget * 1e9))
        }
        switch options.release {
        case .never: machine.failsafe.releasePolicy = .operatorRelease
        case .automatic: machine.failsafe.releasePolicy = .automatic
        }
        return machine
    }
    private func setting(
        _ bundle: ModelBundle, _ machine: EdgeConfiguration, _ world: World?
    ) -> DriveSetting {
        var setting = DriveSetting(
            name: machine.name, bundle: "\(bundle.bundleID)", world: world,
            capturePeriodMs: Int(machine.capturePeriod.milliseconds),
            controlPeriodMs: Int(machine.tickPeriod.milliseconds),
            degradedAgeMs: Int(machine.failsafe.degradedAge.milliseconds),
            fallbackAgeMs: Int(machine.failsafe.fallbackAge.milliseconds),
            pictureWidth: bundle.camera.width, pictureHeight: bundle.camera.height)
        setting.plansAreTrajectories = bundle.plan.actions == nil
        return setting
    }
    private func recordingFile() throws(ProcessFailure) -> RecordingFile? {
        guard var path = options.record else { return nil }
        let there = try? FileManager.default.attributesOfItem(atPath: path)
        if path.hasSuffix("/") || there?[.type] as? FileAttributeType == .typeDirectory {
            path = URL(fileURLWithPath: path).appendingPathComponent("drive.mcap").path
        }
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            return try RecordingFile(path: path, byteLimit: options.recordLimit.bytes)
        } catch let error as RecordingFileError {
            throw ProcessFailure(.file, error.description)
        } catch {
            throw ProcessFailure(.file, "cannot make a folder for \(path); choose another --record")
        }
    }
}
