import Foundation
import Logging
import ModelBundle
import Runtime
import Session
import Timekeeping
import Wire
import WorkerCore
import ZeroMQ

/// The fleet's workers: real ones, each on threads of its own in one process, whose backbones take
/// their time by the clock.
struct LoadWorkers {
    let count: Int
    let batchLimit: Int
    let base: Interval
    let member: Interval

    /// Works for the coordinator at `endpoint` until `shutdown`.
    func run(_ bundle: ModelBundle, endpoint: String, shutdown: Shutdown, _ log: LogStart) throws {
        let context = try Context(inputOutputThreads: 1)
        let ready = Mailbox<Int>(limit: 64, doorbell: Doorbell())
        let failures = Mailbox<String>(limit: 64, doorbell: shutdown.doorbell)
        let threads = (0..<count).map { index in
            NamedThread("worker-\(index)", priority: .prompt) {
                do {
                    try work(
                        index, bundle, endpoint, context, shutdown, log.logger,
                        onReady: { ready.post(index) })
                } catch {
                    failures.post("\(error)")
                    shutdown.request()
                }
            }
        }
        var isThere = Set<Int>()
        var taken: [Int] = []
        while isThere.count < count, !shutdown.isRequested {
            ready.doorbell.wait(milliseconds: 100)
            ready.doorbell.clear()
            ready.takeAll(into: &taken)
            isThere.formUnion(taken)
        }
        if !shutdown.isRequested { Console.print("ready workers=\(count)") }
        for thread in threads { thread.join() }
        var reasons: [String] = []
        failures.takeAll(into: &reasons)
        if let reason = reasons.first {
            throw BenchError.ended(thread: "worker", reason: reason)
        }
    }

    private func work(
        _ index: Int, _ bundle: ModelBundle, _ endpoint: String, _ context: Context,
        _ shutdown: Shutdown, _ logger: Logger, onReady: @escaping () -> Void
    ) throws {
        let models = try WorkerModels(
            bundle: bundle, backend: PacedBackend(base: base, member: member),
            batchLimit: batchLimit)
        let served = ServedModel(
            bundle: BundleID(bundle), batchLimit: batchLimit,
            serviceTimes: try models.measure(runs: 3), plan: PlanShape(bundle))
        let configuration = WorkerConfiguration(
            name: "fleet-\(index)", models: OneOrMore(served, []), session: .standard)
        let shell = WorkerShell(
            configuration: configuration, models: [models], endpoint: endpoint,
            random: Chance.stream(), context: context, shutdown: shutdown, logger: logger,
            onReady: { _ in onReady() })
        try shell.run()
    }
}
