import CoordinatorCore
import Logging
import ModelBundle
import Runtime
import Session
import Timekeeping
import Wire
import WorkerCore
import ZeroMQ

/// The real coordinator and the real worker on threads of this process, over TCP on the loopback
/// interface, with a backbone that takes no time; and a device that waits for each plan.
final class LoopbackLoop {
    private let threads: [ServerThread]
    private let port: DealerPort
    private let frames: WireFrames
    private let log: LogStart
    private var clock = MonotonicClock()
    private var sequence: UInt64 = 0
    /// Microseconds from a latent's arrival at the coordinator to its plan, the worker's compute
    /// apart, as each plan reported them.
    private(set) var queueTimes: [Double] = []
    /// Microseconds of the worker's compute, as each plan reported them.
    private(set) var computeTimes: [Double] = []

    init(_ bundle: ModelBundle, _ frames: WireFrames) throws {
        self.frames = frames
        let log = LogStart(component: "bench", level: .warning)
        self.log = log
        let coordinator = Self.coordinator(log)
        let endpoints = try coordinator.waitUntilReady()
        let worker = Self.worker(bundle, endpoint: endpoints[1], log)
        _ = try worker.waitUntilReady()
        threads = [worker, coordinator]
        port = try DealerPort(endpoints[0], options: .edgeDealer)
        try greet(BundleID(bundle))
    }

    /// A latent there and its plan back, encoded, checked and decoded as by a device.
    func roundTrip() throws {
        sequence += 1
        let envelope = frames.latentEnvelope(
            sequence: sequence, stamp: clock.now().nanoseconds)
        let control = FrameEncoder.encode(
            envelope, payloadByteCount: frames.latentPayload.count)
        try port.send([
            MessagePart(copying: control), MessagePart(copying: frames.latentPayload),
        ])
        let (plan, payload) = try first { message -> PlanHeader? in
            guard case .plan(let plan) = message else { return nil }
            return plan
        }
        guard plan.latentSequence == sequence, let payload else {
            throw BenchError.unexpected("a plan for another latent")
        }
        _ = try payload.withBytes { try PlanPayload(decoding: $0, header: plan) }
        queueTimes.append(Double(plan.queueTime.nanoseconds) / 1_000)
        computeTimes.append(Double(plan.computeTime.nanoseconds) / 1_000)
    }
    /// Ends the worker, then the coordinator.
    func end() {
        for thread in threads { thread.end() }
        log.close()
    }

    private func greet(_ bundle: BundleID) throws {
        let hello = Hello(
            name: "bench", bundle: bundle, capturePeriod: .milliseconds(100),
            budget: .milliseconds(400))
        let envelope = Envelope(epoch: 1, sequence: sequence, message: .hello(hello))
        try port.send([
            MessagePart(copying: FrameEncoder.encode(envelope, payloadByteCount: 0))
        ])
        _ = try first { message -> Bool? in
            if case .welcome = message { true } else { nil }
        }
    }
    /// The first message that `wanted` takes, with its payload; heartbeats pass by.
    private func first<Wanted>(
        _ wanted: (Message) -> Wanted?
    ) throws -> (Wanted, MessagePart?) {
        while true {
            let parts = try port.receive()
            let frame = try parts[0].withBytes { try FrameDecoder.decode($0) }
            let message = frame.envelope.message
            if let found = wanted(message) { return (found, parts.dropFirst().first) }
            guard case .heartbeat = message else {
                throw BenchError.unexpected("the coordinator said \(message)")
            }
        }
    }

    /// As in production, but for a session that outlives a stall of the machine.
    private static let session: SessionConfiguration = {
        var session = SessionConfiguration.standard
        session.silenceLimit = .seconds(10)
        return session
    }()

    private static let unbounded = PeerAllowance(burst: 1_000_000, period: .microseconds(1))
    /// Its one device sends as fast as it can, and its worker answers each latent by itself.
    private static let allowances = CoordinatorAllowances(
        device: unbounded, worker: unbounded)

    private static func coordinator(_ log: LogStart) -> ServerThread {
        ServerThread("coordinator") { stop, ready in
            var configuration = CoordinatorConfiguration.standard
            configuration.session = session
            let shell = try CoordinatorShell(
                configuration: configuration, allowances: allowances,
                endpoints: CoordinatorEndpoints(
                    devices: "tcp://127.0.0.1:*", workers: "tcp://127.0.0.1:*"),
                context: try Context(inputOutputThreads: 1), shutdown: stop, logger: log.logger)
            ready([shell.endpoints.devices, shell.endpoints.workers])
            try shell.run()
        }
    }
    private static func worker(
        _ bundle: ModelBundle, endpoint: String, _ log: LogStart
    ) -> ServerThread {
        ServerThread("worker") { stop, ready in
            let models = try WorkerModels(bundle: bundle, backend: IdleBackend(), batchLimit: 1)
            let served = ServedModel(
                bundle: BundleID(bundle), batchLimit: 1,
                serviceTimes: [ServiceTime(batch: 1, time: .milliseconds(1))],
                plan: PlanShape(bundle))
            let configuration = WorkerConfiguration(
                name: "bench", models: OneOrMore(served, []), session: session)
            let shell = WorkerShell(
                configuration: configuration, models: [models], endpoint: endpoint,
                random: Chance.stream(), context: try Context(inputOutputThreads: 1),
                shutdown: stop, logger: log.logger, onReady: { _ in ready([]) })
            try shell.run()
        }
    }
}
