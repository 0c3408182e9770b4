import SansIO
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// Peers that break the protocol: counted, told, bounded, and harmless to others.
@Suite struct ViolationTests {
    @Test func `names the version that the encoder writes`() {
        let bytes = FrameEncoder.encode(
            Envelope(epoch: 1, sequence: 1, message: .drain), payloadByteCount: 0)
        #expect(bytes[2] == ProtocolVersion.major && bytes[3] == ProtocolVersion.minor)
    }

    @Test func `tells a stranger who cannot be read and forgets it`() {
        var bench = Bench()
        bench.handle(.undecodable(PeerID(9), .device, .wrongMagic(0)))
        #expect(bench.refusals(to: Speaker(9)).map(\.reason) == [.malformed])
        #expect(bench.forgotten == [PeerID(9)] && bench.core.counts.undecodableFrames == 1)
    }

    @Test func `refuses another version in the epoch of the one who spoke it`() {
        var bench = Bench()
        let error = DecodeError.unsupportedVersion(major: 2, minor: 0, epoch: 55)
        bench.handle(.undecodable(PeerID(9), .worker, error))
        #expect(bench.sent.map(\.envelope.epoch) == [55])
        let refusal = bench.refusals(to: Speaker(9)).first
        #expect(refusal?.reason == .wrongVersion && refusal?.acceptedMajor == 1)
    }

    @Test func `skips a kind it does not know`() {
        var scene = Scene(workers: 1, devices: 1)
        let error = DecodeError.unknownKind(77, minor: 3, epoch: scene.devices[0].epoch)
        for _ in 0..<100 {
            scene.bench.handle(.undecodable(scene.devices[0].peer, .device, error))
        }
        #expect(scene.bench.sent.isEmpty && scene.counts.unknownKinds == 100)
        #expect(scene.counts.devices == 1)
    }

    @Test func `bears fifteen damaged frames of a session and ends it at the sixteenth`() {
        var scene = Scene(workers: 1, devices: 2)
        scene.bench.latent(&scene.devices[1])
        let error = DecodeError.wrongChecksum(expected: 1, found: 2)
        for _ in 1...15 {
            scene.bench.handle(.undecodable(scene.devices[0].peer, .device, error))
        }
        #expect(scene.counts.devices == 2 && scene.bench.refusals(to: scene.devices[0]).isEmpty)
        scene.bench.handle(.undecodable(scene.devices[0].peer, .device, error))
        #expect(scene.counts.devices == 1)
        #expect(scene.bench.refusals(to: scene.devices[0]).map(\.reason) == [.malformed])
        #expect(
            scene.bench.events.contains(
                .deviceClosed(scene.devices[0].peer, name: "car-1", .protocolError)))
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[1]).count == 1, "nobody else is harmed")
    }

    @Test func `takes only what belongs on each socket`() {
        let drain = Message.drain
        let heartbeat = Message.heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 1))
        for message in [drain, .plan(Self.plan), .batch(Batch(members: []))] {
            var scene = Scene(workers: 1, devices: 1)
            let envelope = scene.devices[0].envelope(message)
            let parts = message.payloadPartByteCounts.map { _ in scene.bench.newPayload(holding: 0)
            }
            scene.bench.handle(.deviceFrame(scene.devices[0].peer, envelope, payloads: parts))
            #expect(scene.counts.unexpectedMessages == 1 && scene.bench.live.isEmpty)
        }
        var scene = Scene(workers: 1, devices: 1)
        let hello = Hello(
            name: "car", bundle: Speaker.bundle,
            capturePeriod: .milliseconds(100), budget: .milliseconds(100))
        let envelope = scene.workers[0].envelope(.hello(hello))
        scene.bench.handle(.workerFrame(scene.workers[0].peer, envelope, payloads: []))
        #expect(scene.counts.unexpectedMessages == 1 && scene.counts.workers == 1)
        let beat = scene.workers[0].envelope(heartbeat)
        scene.bench.handle(.workerFrame(scene.workers[0].peer, beat, payloads: []))
        #expect(scene.counts.unexpectedMessages == 1)
    }

    @Test func `releases payload parts that do not fit their message`() {
        var scene = Scene(workers: 1, devices: 1)
        let parts = [scene.bench.newPayload(holding: 0), scene.bench.newPayload(holding: 0)]
        let header = LatentHeader(
            captureStamp: 1, budget: .milliseconds(100), stream: 0, codec: 1, multiplier: 256,
            elementCount: 4, latentByteCount: 4, reference: 0, stateByteCount: 16,
            payloadChecksum: 0)
        let envelope = scene.devices[0].envelope(.latent(header))
        scene.bench.handle(.deviceFrame(scene.devices[0].peer, envelope, payloads: parts))
        #expect(scene.bench.live.isEmpty && scene.counts.arrivals == 0)
        #expect(
            scene.bench.events == [.violated(scene.devices[0].peer, .device, .wrongPayloads)])
    }

    @Test func `answers a flood of strangers no faster than its allowance`() {
        var bench = Bench()
        for peer in 0..<1_000 {
            bench.handle(.undecodable(PeerID(UInt64(peer)), .device, .wrongMagic(0)))
        }
        #expect(bench.core.counts.refusals == 256)
        #expect(bench.core.counts.refusalsWithheld == 744)
        #expect(bench.forgotten.count == 1_000, "and keeps nothing of any of them")
        bench.pass(10)
        for peer in 0..<20 {
            bench.handle(.undecodable(PeerID(UInt64(peer)), .device, .wrongMagic(0)))
        }
        #expect(bench.core.counts.refusals == 266)
    }

    private static let plan = PlanHeader(
        captureStamp: 1, latentSequence: 1, queueTime: .zero, computeTime: .zero,
        firstStep: .zero, step: .milliseconds(100), stepCount: 1, channelCount: 1,
        beliefCount: 0, modelVersion: 1, payloadChecksum: 0, reference: nil)
}
