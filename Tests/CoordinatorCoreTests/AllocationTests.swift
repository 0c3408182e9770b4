import CAllocations
import SansIO
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// A steady cell allocates the lists that leave it and nothing else: of each plan its payload's,
/// of each batch its members' and their payloads', of each member its links'. `make allocations`
/// runs this as the programs are built.
@Suite struct AllocationTests {
    @Test(arguments: [false, true]) func `a steady cell allocates the lists it sends`(
        isPredicted: Bool
    ) {
        var cell = SteadyCell(devices: 64, isPredicted: isPredicted)
        for _ in 0..<4_000 { cell.step() }
        let before = (cell.allocations, cell.core.counts)
        for _ in 0..<4_000 { cell.step() }
        let counts = cell.core.counts
        let plans = Int(counts[.answered] - before.1[.answered])
        let batches = Int(counts.batches - before.1.batches)
        let members = isPredicted ? plans + 64 : 0
        let allocations = cell.allocations - before.0
        #expect(plans >= 3_900 && counts.isBalanced)
        #expect(isPredicted == (counts.links > before.1.links))
        // Of a batch the second list grows where its chains are long.
        let lists = plans + 6 * batches + members + 64
        #expect(allocations <= (Self.isOptimised ? lists : 4_000_000), "\(allocations), \(lists)")
    }

    private static var isOptimised: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }
}

/// Devices that ask in turn and a worker that answers each batch 10 ms later; only what happens in
/// the core counts.
private struct SteadyCell {
    var core: CoordinatorCore
    private(set) var allocations = 0
    private var now = Instant.milliseconds(1_000)
    private var devices: [Speaker]
    private var worker = Speaker(1_000)
    private var held: [UInt64]
    private var next = 0
    private var payloads: UInt64 = 0
    private var batch: (end: Instant, sequence: UInt64, members: [UInt64])?
    private let isPredicted: Bool

    init(devices count: Int, isPredicted: Bool) {
        self.isPredicted = isPredicted
        var configuration = CoordinatorConfiguration.standard
        configuration.deviceLimit = count
        core = CoordinatorCore(configuration: configuration)
        devices = (0..<count).map { Speaker(UInt64($0 + 1)) }
        held = Array(repeating: 0, count: count)
        let times = [ServiceTime(batch: 64, time: .milliseconds(10))]
        let register = Register(
            name: "worker", bundle: Speaker.bundle, batchLimit: 64, serviceTimes: times)
        feed(.workerFrame(worker.peer, worker.envelope(.register(register)), payloads: []))
        for device in devices.indices {
            let hello = Hello(
                name: "car", bundle: Speaker.bundle, capturePeriod: .milliseconds(64),
                budget: .milliseconds(400))
            feed(
                .deviceFrame(
                    devices[device].peer, devices[device].envelope(.hello(hello)), payloads: []))
        }
    }

    /// A millisecond: one latent, one sign of life, and what is due.
    mutating func step() {
        now = now + .milliseconds(1)
        if let wakeup = core.wakeup, wakeup <= now { feed(.wake) }
        if let batch, batch.end <= now { answer() }
        next = (next + 1) % devices.count
        let header = LatentHeader(
            captureStamp: now.nanoseconds, budget: .milliseconds(390), stream: 0, codec: 1,
            multiplier: 256, elementCount: 1_152, latentByteCount: 400,
            reference: isPredicted ? held[next] : 0, stateByteCount: 16, payloadChecksum: 1)
        let latent = devices[next].envelope(.latent(header))
        feed(.deviceFrame(devices[next].peer, latent, payloads: [newPayload()]))
        let other = (next + devices.count / 2) % devices.count
        let beat = Heartbeat(
            origin: now.nanoseconds - 20_000_000, receive: now.nanoseconds - 12_000_000,
            transmit: now.nanoseconds - 10_000_000)
        let sign = devices[other].envelope(.heartbeat(beat))
        feed(.deviceFrame(devices[other].peer, sign, payloads: []))
    }
    private mutating func newPayload() -> PayloadID {
        payloads += 1
        return PayloadID(payloads)
    }
    private mutating func answer() {
        guard let (_, sequence, members) = batch else { return }
        batch = nil
        let result = BatchResult(
            batch: sequence, computeTime: .milliseconds(8), modelVersion: 3,
            firstStep: .milliseconds(100), step: .milliseconds(100), stepCount: 25,
            channelCount: 4, beliefCount: 3,
            members: members.map {
                ResultMember(
                    member: $0, status: .ok, payloadByteCount: 412, payloadChecksum: 9)
            })
        let parts = members.map { _ in newPayload() }
        feed(.workerFrame(worker.peer, worker.envelope(.batchResult(result)), payloads: parts))
    }
    private mutating func feed(_ input: CoordinatorInput) {
        var words: [CoordinatorInput] = []
        words.reserveCapacity(64)
        var next: CoordinatorInput? = input
        while let input = next {
            let before = tombolo_allocations()
            core.handle(input, at: now)
            allocations += Int(tombolo_allocations() - before)
            while let output = core.nextOutput() { take(output, &words) }
            next = words.popLast()
        }
    }
    private mutating func take(_ output: CoordinatorOutput, _ words: inout [CoordinatorInput]) {
        guard case .send(let peer, let envelope, _) = output else { return }
        if case .batch(let sent) = envelope.message {
            batch = (now + .milliseconds(10), envelope.sequence, sent.members.map(\.member))
        } else if case .plan(let plan) = envelope.message {
            if plan.reference == .held { held[Int(peer.value) - 1] = plan.latentSequence }
            words.append(.planGiven(peer, sequence: envelope.sequence, isTaken: true))
        }
    }
}
