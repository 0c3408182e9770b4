import Runtime
import Timekeeping
import Wire
import ZeroMQ

/// A device that does nothing but ask: one latent at a time, the next when the plan is there.
struct LoopbackClient {
    /// What was measured, trip by trip.
    struct Trips {
        /// From sending the latent to having the plan.
        var whole: SampleSet
        /// The same without the backbone's own time.
        var way: SampleSet
        /// The backbone's own time, as the worker says.
        var compute: SampleSet
    }
    private let socket: Socket
    private let poller = Poller()
    private let limits = MessageLimits(parts: 4, byteCount: 1 << 20)
    private let epoch: UInt64 = 0x7E57
    private var sequence: UInt64 = 0
    private var clock = MonotonicClock()

    /// Connects, says hello and waits for the welcome.
    init(endpoint: String, bundle: BundleID, context: Context) throws {
        socket = try Socket(.dealer, options: .edgeDealer, in: context)
        try socket.connect(endpoint)
        poller.setSources([.writable(socket)])
        _ = try poller.wait(milliseconds: 5_000)
        poller.setSources([.socket(socket)])
        let hello = Hello(
            name: "bench", bundle: bundle, capturePeriod: .milliseconds(100), budget: .seconds(2))
        try send(
            Envelope(epoch: epoch, sequence: sequence, message: .hello(hello)), payload: nil)
        guard case .welcome = try answer().message else {
            throw ProcessFailure(.software, "the bench's coordinator refused the bench")
        }
    }

    mutating func run(_ payload: BenchPayload, runs: Int) throws -> Trips {
        let part = MessagePart(copying: payload.bytes)
        var trips = Trips(
            whole: SampleSet(limit: runs), way: SampleSet(limit: runs),
            compute: SampleSet(limit: runs))
        for run in -10..<runs {
            sequence += 1
            let begin = clock.now()
            try send(
                payload.envelope(epoch: epoch, sequence: sequence, stamp: begin.nanoseconds),
                payload: part)
            let plan = try plan()
            let whole = clock.now() - begin
            guard run >= 0 else { continue }
            trips.whole.add(whole)
            trips.way.add(whole - plan.computeTime)
            trips.compute.add(plan.computeTime)
        }
        return trips
    }

    private func send(_ envelope: Envelope, payload: MessagePart?) throws {
        let control = FrameEncoder.encode(envelope, payloadByteCount: payload?.byteCount ?? 0)
        _ = try socket.send([MessagePart(copying: control)] + (payload.map { [$0] } ?? []))
    }
    private mutating func plan() throws -> PlanHeader {
        while true {
            let envelope = try answer()
            switch envelope.message {
            case .plan(let plan): return plan
            case .outcome(let outcome):
                throw ProcessFailure(.software, "a latent of the bench ended: \(outcome)")
            case .refuse(let refuse):
                throw ProcessFailure(.software, "the bench was refused: \(refuse.reason)")
            case .hello, .welcome, .latent, .heartbeat, .goodbye, .register, .batch, .batchResult,
                .drain:
                continue
            }
        }
    }
    private func answer() throws -> Envelope {
        while true {
            guard try poller.wait(milliseconds: 5_000) == 1 else {
                throw ProcessFailure(.software, "the bench's coordinator does not answer")
            }
            guard case .message(let parts) = try socket.receive(limits: limits),
                let control = parts.first
            else { continue }
            return try FrameDecoder.decode(control.copiedBytes()).envelope
        }
    }
}
