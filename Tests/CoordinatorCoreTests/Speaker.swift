import SansIO
import Timekeeping
import Wire

@testable import CoordinatorCore

/// One end of a connection to the bench's coordinator: numbers what it says.
struct Speaker {
    static let bundle = bundle(7)
    static let otherBundle = bundle(8)
    static func bundle(_ byte: UInt8) -> BundleID {
        guard let bundle = BundleID(bytes: Array(repeating: byte, count: 32)) else {
            preconditionFailure("a bundle has 32 bytes")
        }
        return bundle
    }

    let peer: PeerID
    var epoch: UInt64
    private var next: UInt64 = 0

    init(_ peer: UInt64, epoch: UInt64? = nil) {
        self.peer = PeerID(peer)
        self.epoch = epoch ?? 1_000 + peer
    }

    mutating func envelope(_ message: Message) -> Envelope {
        next += 1
        return Envelope(epoch: epoch, sequence: next, message: message)
    }
    mutating func reopen(epoch: UInt64) {
        self.epoch = epoch
        next = 0
    }
}

extension Bench {
    mutating func hello(
        _ speaker: inout Speaker, bundle: BundleID = Speaker.bundle,
        budget: Interval = .milliseconds(150), as requestClass: DeviceClass? = nil,
        name: String? = nil, period: Interval = .milliseconds(100)
    ) {
        var hello = Hello(
            name: name ?? "car-\(speaker.peer.value)", bundle: bundle, capturePeriod: period,
            budget: budget)
        hello.requestClass = requestClass
        handle(.deviceFrame(speaker.peer, speaker.envelope(.hello(hello)), payloads: []))
    }
    mutating func register(
        _ speaker: inout Speaker, bundle: BundleID = Speaker.bundle, limit: UInt16 = 4,
        milliseconds: [Int64] = [10, 12, 14, 16]
    ) {
        let times = milliseconds.enumerated().map {
            ServiceTime(batch: UInt16($0.offset + 1), time: .milliseconds($0.element))
        }
        let register = Register(
            name: "worker-\(speaker.peer.value)", bundle: bundle, batchLimit: limit,
            serviceTimes: times)
        handle(.workerFrame(speaker.peer, speaker.envelope(.register(register)), payloads: []))
    }
    /// Registers a worker of several models, each of batches one longer than the one before.
    mutating func register(_ speaker: inout Speaker, models bundles: [BundleID]) {
        let models = bundles.enumerated().map {
            RegisteredModel(
                bundle: $0.element, batchLimit: UInt16($0.offset + 1), serviceTimes: [])
        }
        guard let models = OneOrMore(models) else { return }
        let register = Register(name: "worker-\(speaker.peer.value)", models: models)
        handle(.workerFrame(speaker.peer, speaker.envelope(.register(register)), payloads: []))
    }
    /// Sends a latent whose payload holds its device and sequence; returns the sequence.
    @discardableResult
    mutating func latent(
        _ speaker: inout Speaker, budget: Int64 = 100, stream: UInt16 = 0, byteCount: UInt32 = 984,
        reference: UInt64 = 0, stamp: UInt64 = 5_000
    ) -> UInt64 {
        let header = LatentHeader(
            captureStamp: stamp, budget: .milliseconds(budget), stream: stream, codec: 1,
            multiplier: 256, elementCount: 1_152, latentByteCount: byteCount, reference: reference,
            stateByteCount: 16, payloadChecksum: 1)
        let envelope = speaker.envelope(.latent(header))
        let content = speaker.peer.value << 32 | envelope.sequence
        if reference != 0 { references[content] = speaker.peer.value << 32 | reference }
        let payload = newPayload(holding: content)
        handle(.deviceFrame(speaker.peer, envelope, payloads: [payload]))
        return envelope.sequence
    }
    /// Sends a capture of several sensors, all latents predicted from the same message or none.
    mutating func latents(_ speaker: inout Speaker, count: Int, reference: UInt64) {
        func latent(_ sensor: Int) -> SensorLatent {
            SensorLatent(
                sensor: UInt8(sensor), codec: 1, multiplier: 256, elementCount: 1_152,
                latentByteCount: 200, reference: reference)
        }
        let header = LatentHeader(
            captureStamp: 5_000, budget: .milliseconds(5_000), stream: 0, stateByteCount: 16,
            payloadChecksum: 1,
            latents: OneOrMore(latent(0), (1..<count).map { latent($0) }))
        let envelope = speaker.envelope(.latent(header))
        let content = speaker.peer.value << 32 | envelope.sequence
        if reference != 0 { references[content] = speaker.peer.value << 32 | reference }
        let payload = newPayload(holding: content)
        handle(.deviceFrame(speaker.peer, envelope, payloads: [payload]))
    }
    /// A worker's result for the batch it was sent last; plans hold what the latents held.
    mutating func result(
        _ speaker: inout Speaker, _ status: ResultStatus = .ok, computed: Int64 = 8
    ) {
        guard let batch = batches(to: speaker).last else { return }
        result(
            &speaker, of: batch.sequence, batch.members.map { ($0.member, status) },
            contents: batch.sent.memberContents, computed: computed)
    }
    mutating func result(
        _ speaker: inout Speaker, of batch: UInt64, _ members: [(UInt64, ResultStatus)],
        contents: [UInt64], computed: Int64 = 8
    ) {
        let parts = zip(members, contents).map { newPayload(holding: $1) }
        let result = BatchResult(
            batch: batch, computeTime: .milliseconds(computed), modelVersion: 3,
            firstStep: .milliseconds(100), step: .milliseconds(100), stepCount: 25,
            channelCount: 4, beliefCount: 3,
            members: members.map {
                ResultMember(
                    member: $0.0, status: $0.1, payloadByteCount: $0.1 == .ok ? 412 : 0,
                    payloadChecksum: $0.1 == .ok ? 9 : 0)
            })
        handle(.workerFrame(speaker.peer, speaker.envelope(.batchResult(result)), payloads: parts))
    }
    mutating func heartbeat(_ speaker: inout Speaker, worker: Bool) {
        let heartbeat = Message.heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 1))
        let envelope = speaker.envelope(heartbeat)
        handle(
            worker
                ? .workerFrame(speaker.peer, envelope, payloads: [])
                : .deviceFrame(speaker.peer, envelope, payloads: []))
    }
}
