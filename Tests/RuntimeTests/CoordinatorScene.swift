import CoordinatorCore
import Foundation
import Logging
import ModelBundle
import Session
import Synchronization
import Timekeeping
import Wire
import WorkerCore
import ZeroMQ

@testable import Runtime

/// A real coordinator and a real worker on threads of the test's process, over TCP on the loopback
/// interface; the worker's networks leave their outputs as they are.
final class CoordinatorScene {
    /// What is left of a coordinator that has ended.
    struct Ending: Sendable {
        let core: CoordinatorCounts
        let transport: TransportCounts
    }
    let endpoints: CoordinatorEndpoints
    let bundle: ModelBundle
    private let stop = Shutdown()
    private let ending: Mutex<Ending?>
    private let threads: [NamedThread]

    init(allowances: CoordinatorAllowances = .standard) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let bundle = try ModelBundle(
            directory: root.appendingPathComponent("Deploy/models/driving").path)
        self.bundle = bundle
        let box = Box()
        let stop = stop
        let coordinator = NamedThread("coordinator", priority: .ordinary) {
            Self.coordinate(allowances, stop, box)
        }
        box.bell.wait(milliseconds: 10_000)
        guard let endpoints = box.endpoints.withLock({ $0 }) else { throw SceneError.noStart }
        self.endpoints = endpoints
        ending = Mutex(nil)
        self.box = box
        threads = [
            NamedThread("worker", priority: .ordinary) {
                Self.work(bundle, endpoints.workers, stop)
            }, coordinator,
        ]
    }
    private let box: Box

    /// Ends worker and coordinator and says what they counted.
    func end() throws -> Ending {
        stop.request()
        for thread in threads { thread.join() }
        guard let ending = box.ending.withLock({ $0 }) else { throw SceneError.noEnd }
        return ending
    }

    private final class Box: Sendable {
        let bell = Doorbell()
        let endpoints = Mutex<CoordinatorEndpoints?>(nil)
        let ending = Mutex<Ending?>(nil)
    }
    private static func coordinate(
        _ allowances: CoordinatorAllowances, _ stop: Shutdown, _ box: Box
    ) {
        do {
            let shell = try CoordinatorShell(
                configuration: .standard, allowances: allowances,
                endpoints: CoordinatorEndpoints(
                    devices: "tcp://127.0.0.1:*", workers: "tcp://127.0.0.1:*"),
                context: try Context(inputOutputThreads: 1), shutdown: stop,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            box.endpoints.withLock { $0 = shell.endpoints }
            box.bell.ring()
            try shell.run()
            let ending = Ending(core: shell.coreCounts, transport: shell.transportCounts)
            box.ending.withLock { $0 = ending }
        } catch {
            box.bell.ring()
        }
    }
    private static func work(_ bundle: ModelBundle, _ endpoint: String, _ stop: Shutdown) {
        guard
            let models = try? WorkerModels(
                bundle: bundle, backend: StillBackend(), batchLimit: 8),
            let context = try? Context(inputOutputThreads: 1)
        else { return }
        let served = ServedModel(
            bundle: BundleID(bundle), batchLimit: 8,
            serviceTimes: [ServiceTime(batch: 1, time: .milliseconds(1))],
            plan: PlanShape(bundle))
        let configuration = WorkerConfiguration(
            name: "worker", models: OneOrMore(served, []), session: .standard)
        let shell = WorkerShell(
            configuration: configuration, models: [models], endpoint: endpoint,
            random: Chance.stream(), context: context, shutdown: stop,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, onReady: { _ in })
        try? shell.run()
    }
}

/// Why a scene does not play.
enum SceneError: Error {
    case noStart
    case noEnd
    case silence(waitingFor: String)
    case noSocket
}
