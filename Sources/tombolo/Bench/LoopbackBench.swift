import CoordinatorCore
import Inference
import Logging
import ModelBundle
import OpenVINOBackend
import Runtime
import Session
import Synchronization
import Timekeeping
import Wire
import WorkerCore
import ZeroMQ

/// A latent's whole way over loopback TCP: device socket, coordinator, worker, backbone and back,
/// with the shells that the programs run.
struct LoopbackBench {
    private let bundle: ModelBundle
    private let payload: BenchPayload
    private let threads: Int
    private let runs: Int

    init(_ bundle: ModelBundle, payload: BenchPayload, threads: Int, runs: Int) {
        self.bundle = bundle
        self.payload = payload
        self.threads = threads
        self.runs = runs
    }

    func run() throws {
        let control = FrameEncoder.encode(
            payload.envelope(epoch: 1, sequence: 1, stamp: 1), payloadByteCount: payload.bytes.count
        )
        let parts = [MessagePart(copying: control), MessagePart(copying: payload.bytes)]
        let echo = try EchoBench(parts: parts, runs: runs).run()
        let context = try Context(inputOutputThreads: 1)
        let stop = Shutdown()
        let places = Mailbox<CoordinatorEndpoints>(limit: 1, doorbell: Doorbell())
        let coordinator = NamedThread("coordinator", priority: .ordinary) {
            try? LoopbackBench.coordinate(context, stop, places)
        }
        places.doorbell.wait(milliseconds: 5_000)
        var found: [CoordinatorEndpoints] = []
        places.takeAll(into: &found)
        guard let endpoints = found.first else {
            throw ProcessFailure(.software, "the bench's coordinator did not start")
        }
        let (bundle, threads) = (bundle, threads)
        let ready = Doorbell()
        let worker = NamedThread("worker", priority: .ordinary) {
            try? LoopbackBench.work(
                bundle, threads: threads, at: endpoints.workers, context, stop, ready)
        }
        defer {
            stop.request()
            worker.join()
            coordinator.join()
        }
        ready.wait(milliseconds: 60_000)
        var client = try LoopbackClient(
            endpoint: endpoints.devices, bundle: BundleID(bundle), context: context)
        let trips = try client.run(payload, runs: runs)
        BenchTable.printRow(
            "latent to plan through the queues", trips.whole,
            comparedWith: BenchTable.ratio(trips.whole, to: echo, called: "libzmq echo"))
        BenchTable.printRow(
            "  of it without the computation", trips.way,
            comparedWith: BenchTable.ratio(trips.way, to: echo, called: "libzmq echo"))
        BenchTable.printRow("  the backbone's own time", trips.compute, comparedWith: "")
    }

    private static func coordinate(
        _ context: Context, _ stop: Shutdown, _ places: Mailbox<CoordinatorEndpoints>
    ) throws {
        let free = "tcp://127.0.0.1:*"
        let shell = try CoordinatorShell(
            configuration: .standard, endpoints: CoordinatorEndpoints(devices: free, workers: free),
            context: context, shutdown: stop, logger: silent)
        places.post(shell.endpoints)
        try shell.run()
    }
    private static func work(
        _ bundle: ModelBundle, threads: Int, at endpoint: String, _ context: Context,
        _ stop: Shutdown, _ ready: Doorbell
    ) throws {
        let backend = try OpenVINOBackend(settings: OpenVINOSettings(threadCount: threads))
        let models = try WorkerModels(bundle: bundle, backend: backend, batchLimit: 1)
        let configuration = WorkerConfiguration(
            name: "bench", bundle: BundleID(bundle), batchLimit: 1,
            serviceTimes: try models.measure(runs: 5), plan: PlanShape(bundle), session: .standard)
        let shell = WorkerShell(
            configuration: configuration, models: models, endpoint: endpoint,
            random: Chance.stream(), context: context, shutdown: stop, logger: silent
        ) { _ in ready.ring() }
        try shell.run()
    }
    private static var silent: Logger { Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() } }
}
