public import Logging
public import Randomness
import SansIO
import Session
import Timekeeping
import Wire
public import WorkerCore
public import ZeroMQ

/// The duty cycle of a worker: one thread owns the core and the socket, another the backbone.
public final class WorkerShell {
    private let shutdown: Shutdown
    private let logger: Logger
    private let compute: WorkerCompute
    private let arena = PayloadArena(
        countLimit: Limits.arenaPayloads, byteLimit: Limits.arenaBytes)
    private let poller = Poller()
    private let onReady: (UInt64) -> Void
    private var polled: DealerLink.Polled?
    private var clock = MonotonicClock()
    private var core: WorkerCore
    private var link: DealerLink
    private var isFinished = false
    private var isDraining = false
    private var leaveBy: Instant?
    private var wasEstablished = false
    private var refusal: Refuse?
    private var attempts = AttemptLog()

    /// A worker that has not started, with the models of its configuration, in their order;
    /// `onReady` hears the epoch of each session.
    public init(
        configuration: WorkerConfiguration, models: sending [WorkerModels], endpoint: String,
        random: RandomStream, context: Context, shutdown: Shutdown, logger: Logger,
        onReady: @escaping (UInt64) -> Void
    ) {
        precondition(
            models.count == configuration.models.count, "each model of a worker is loaded")
        core = WorkerCore(configuration: configuration, random: random)
        compute = WorkerCompute(models: models)
        self.shutdown = shutdown
        self.logger = logger
        self.onReady = onReady
        link = DealerLink(
            context: context, endpoint: endpoint, options: .workerDealer,
            limits: MessageLimits(parts: Limits.messageParts, byteCount: Limits.messageBytes))
    }

    /// What the core counted so far.
    public var coreCounts: WorkerCounts { core.counts }

    /// Works until told to end, then finishes its batch and leaves.
    ///
    /// - Throws: `WorkerShellError` if the transport fails, or if the coordinator refuses this
    ///   worker for good before it ever had a session.
    public func run() throws(WorkerShellError) {
        defer { compute.close() }
        do throws(ZeroMQError) {
            try feed(.start)
            while try turn() {}
        } catch {
            throw .transport(error)
        }
        if let refusal { throw .refused(refusal) }
    }

    private func turn() throws(ZeroMQError) -> Bool {
        guard refusal == nil else { return false }
        if shutdown.isRequested, !isDraining {
            isDraining = true
            try feed(.drain)
        }
        if isFinished, leaveBy == nil { leaveBy = clock.now() + Limits.farewell }
        if let leaveBy, clock.now() >= leaveBy { return false }
        if let wakeup = core.wakeup, clock.now() >= wakeup { try feed(.wake) }
        try wait()
        for result in compute.takeResults() { try take(result) }
        try readSocket()
        return true
    }
    private func wait() throws(ZeroMQError) {
        var sources = [Poller.Source.descriptor(compute.doorbell.fileDescriptor)]
        if let source = link.source { sources.append(source) }
        if !isDraining { sources.append(.descriptor(shutdown.doorbell.fileDescriptor)) }
        polled = link.polled
        poller.setSources(sources)
        _ = try poller.wait(
            milliseconds: WaitBudget.pause(
                from: clock.now(), to: [core.wakeup, leaveBy], limit: Limits.turnMilliseconds))
    }
    private func readSocket() throws(ZeroMQError) {
        guard polled == link.polled, link.source != nil else { return }
        if link.isOpening {
            guard poller.isReady(1), let number = link.noteOpened() else { return }
            return try feed(.connectionOpened(number))
        }
        for _ in 0..<Limits.receiveBurst {
            guard let frame = try link.receive() else { return }
            switch frame {
            case .failure(let error):
                if let refuse = Refuse(of: error) { consider(refuse) }
                try feed(.undecodable(error))
            case .success(let frame):
                var payloads: [PayloadID] = []
                for part in frame.payloads {
                    // An arena for eight full batches is never full: the core holds two at most.
                    if let payload = arena.store(part) { payloads.append(payload) }
                }
                try feed(.received(frame.envelope, payloads: payloads))
            }
        }
    }

    private func feed(_ input: WorkerInput) throws(ZeroMQError) {
        core.handle(input, at: clock.now())
        while let output = core.nextOutput() { try carryOut(output) }
    }
    private func carryOut(_ output: WorkerOutput) throws(ZeroMQError) {
        switch output {
        case .openConnection(let number): try link.open(number)
        case .closeConnection(let number): link.close(number)
        case .send(let envelope, let payloads, let connection):
            let parts = payloads.map { payload in
                payload.flatMap { arena.part(of: $0) } ?? MessagePart(copying: [])
            }
            try link.send(envelope, payloads: parts, on: connection)
        case .execute(let execution): execute(execution)
        case .release(let payload): arena.release(payload)
        case .event(let event): take(event)
        case .finished: isFinished = true
        }
    }
    private func take(_ event: WorkerEvent) {
        WorkerEventLog.write(event, to: logger, attempts: &attempts)
        switch event {
        case .established(let epoch):
            wasEstablished = true
            onReady(epoch)
        case .refused(let refuse):
            consider(refuse)
        case .lost, .started, .executed, .unsound, .turnedAway, .orphaned, .undecodable,
            .coordinatorDraining:
            break
        }
    }

    /// A refusal that no retry changes ends a worker that never had a session.
    private func consider(_ refuse: Refuse) {
        let isFinal = refuse.reason == .wrongBundle || refuse.reason == .wrongVersion
        if isFinal, !wasEstablished { refusal = refuse }
    }

    private func execute(_ execution: Execution) {
        let members = execution.members.map { member in
            WorkerModels.Member(
                header: member.header, parts: member.payloads.map { arena.part(of: $0) })
        }
        let isTaken = compute.run(execution.number, model: execution.model, members)
        precondition(isTaken, "one execution at a time: the backbone's thread is free")
    }
    private func take(_ result: WorkerCompute.Result) throws(ZeroMQError) {
        let members = result.outcomes.map { outcome -> ExecutionResult.Member in
            switch outcome {
            case .malformed: return .malformed
            case .unsound: return .unsound
            case .failed: return .failed
            case .plan(let bytes):
                guard let payload = arena.store(MessagePart(copying: bytes)) else {
                    return .failed
                }
                return .ok(
                    payload, byteCount: UInt32(bytes.count), checksum: CRC32C.checksum(bytes))
            }
        }
        let execution = ExecutionResult(
            number: result.number, computeTime: result.computeTime, members: members)
        try feed(.executed(execution))
    }
}
