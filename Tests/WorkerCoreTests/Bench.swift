import Randomness
import SansIO
import Session
import Testing
import Timekeeping
import Wire

@testable import WorkerCore

/// A worker with a shell that owns payloads strictly and a coordinator that says what the test
/// wants.
///
/// After every input it checks that the account balances, that each payload is named while it is
/// live and released once, that one execution runs at a time and that each frame is legal on the
/// wire.
struct Bench {
    static let shape = PlanShape(
        modelVersion: 3, firstStep: .milliseconds(100), step: .milliseconds(100), stepCount: 25,
        channelCount: 4, beliefCount: 3)

    /// Of the second model, where there is one.
    static let otherShape = PlanShape(
        modelVersion: 9, firstStep: .milliseconds(50), step: .milliseconds(20), stepCount: 10,
        channelCount: 2, beliefCount: 0)

    var core: WorkerCore
    var now = Instant.milliseconds(1_000)
    /// Everything sent since the last `clear`.
    var sent: [Envelope] = []
    var events: [WorkerEvent] = []
    var executions: [Execution] = []
    var opened: [UInt64] = []
    var isFinished = false
    private(set) var live: Set<PayloadID> = []
    private(set) var running: Execution?
    private var payloads: UInt64 = 0
    private var sequence: UInt64 = 0
    private var epoch: UInt64 = 0

    /// A worker with one model, and with a second one that takes batches of two if `other`.
    init(batchLimit: Int = 4, other: Bool = false, seed: UInt64 = 1) {
        let first = ServedModel(
            bundle: Self.bundle(7), batchLimit: batchLimit,
            serviceTimes: [ServiceTime(batch: 1, time: .milliseconds(10))], plan: Self.shape)
        let second = ServedModel(
            bundle: Self.bundle(8), batchLimit: 2, serviceTimes: [], plan: Self.otherShape)
        core = WorkerCore(
            configuration: WorkerConfiguration(
                name: "worker", models: OneOrMore(first, other ? [second] : []),
                session: .standard),
            random: Seed(seed).stream("worker"))
    }
    private static func bundle(_ byte: UInt8) -> BundleID {
        guard let bundle = BundleID(bytes: Array(repeating: byte, count: 32)) else {
            preconditionFailure("a bundle has 32 bytes")
        }
        return bundle
    }

    mutating func pass(_ milliseconds: Int64) { now = now + .milliseconds(milliseconds) }
    mutating func newPayload() -> PayloadID {
        payloads += 1
        live.insert(PayloadID(payloads))
        return PayloadID(payloads)
    }

    mutating func handle(_ input: WorkerInput) {
        if case .executed = input { running = nil }
        core.handle(input, at: now)
        while let output = core.nextOutput() {
            switch output {
            case .openConnection(let number): opened.append(number)
            case .closeConnection: break
            case .send(let envelope, let parts, _): check(envelope, parts)
            case .execute(let execution):
                #expect(running == nil, "one execution runs at a time")
                running = execution
                executions.append(execution)
            case .release(let payload):
                #expect(live.remove(payload) != nil, "a payload is released once")
                let isRead = running?.members.contains { $0.payloads.contains(payload) } ?? false
                #expect(!isRead, "what the backend reads stays")
            case .event(let event): events.append(event)
            case .finished: isFinished = true
            }
        }
        #expect(core.counts.isBalanced)
    }
    private mutating func check(_ envelope: Envelope, _ parts: [PayloadID?]) {
        sent.append(envelope)
        #expect(parts.allSatisfy { part in part.map { live.contains($0) } ?? true })
        let counts = envelope.message.payloadPartByteCounts
        #expect(parts.map { $0 != nil } == counts.map { $0 > 0 }, "empty parts are nil")
        let bytes = FrameEncoder.encode(
            envelope, payloadByteCount: envelope.message.payloadByteCount)
        #expect((try? FrameDecoder.decode(bytes)) != nil, "what is sent can be read")
    }
}

// MARK: The coordinator's part

extension Bench {
    /// Opens the connection asked for last and welcomes the worker.
    mutating func establish() {
        if opened.isEmpty { handle(.start) }
        handle(.connectionOpened(opened.last ?? 0))
        welcome()
    }
    mutating func welcome() {
        epoch = sent.last { $0.message.kind == .register }?.epoch ?? 0
        sequence = 0
        let terms = Welcome(
            heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600), credit: 1)
        say(.welcome(terms))
        sent.removeAll()
    }
    @discardableResult
    mutating func say(_ message: Message, payloads: [PayloadID] = []) -> UInt64 {
        sequence += 1
        let envelope = Envelope(epoch: epoch, sequence: sequence, message: message)
        handle(.received(envelope, payloads: payloads))
        return sequence
    }
    /// Sends a batch with these budgets in milliseconds; members are numbered from 500.
    @discardableResult
    mutating func batch(
        _ budgets: [Int64], model: UInt8 = 0, parts: Int? = nil, links: Int = 0
    ) -> UInt64 {
        let members = budgets.enumerated().map { offset, budget in
            var member = BatchMember(
                member: 500 + UInt64(offset), budget: .milliseconds(budget), codec: 1,
                multiplier: 256, elementCount: 1_152, latentByteCount: 900, stateByteCount: 16,
                payloadChecksum: 1)
            member.sequence = 100
            member.links = (0..<links).map {
                ChainLink(
                    sequence: 50 + UInt64($0), payloadChecksum: 1, stateByteCount: 16,
                    latents: member.latents)
            }
            return member
        }
        let payloads = (0..<(parts ?? budgets.count * (links + 1))).map { _ in newPayload() }
        return say(.batch(Batch(model: model, members: members)), payloads: payloads)
    }
    /// The backend finishes what runs.
    mutating func execute(_ outcome: (Int) -> ExecutionResult.Member?) {
        guard let running else { return }
        let members = running.members.indices.map { index in
            outcome(index)
                ?? .ok(newPayload(), byteCount: running.model == 0 ? 412 : 80, checksum: 9)
        }
        handle(
            .executed(
                ExecutionResult(
                    number: running.number, computeTime: .milliseconds(8), members: members)))
    }
    mutating func run(until end: Instant) {
        while let wakeup = core.wakeup, wakeup <= end {
            now = max(now, wakeup)
            handle(.wake)
        }
        now = max(now, end)
    }
    var results: [BatchResult] {
        sent.compactMap { if case .batchResult(let result) = $0.message { result } else { nil } }
    }
}
