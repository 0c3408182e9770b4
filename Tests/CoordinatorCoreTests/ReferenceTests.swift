import SansIO
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// What is kept so that later latents can be predicted from it, and what devices hear of it.
@Suite struct ReferenceTests {
    private func scene(
        devices: Int = 1, share: Int = 100_000,
        change: (inout CoordinatorConfiguration) -> Void = { _ in }
    ) -> Scene {
        Scene(workers: 1, devices: devices) {
            $0.referenceByteLimit = 16 * share
            change(&$0)
        }
    }
    /// A latent that is answered at once; its sequence and its plan.
    private func pass(
        _ scene: inout Scene, from reference: UInt64 = 0, byteCount: UInt32 = 984
    ) throws -> (sequence: UInt64, plan: PlanHeader) {
        scene.bench.clear()
        let sequence = scene.bench.latent(
            &scene.devices[0], byteCount: byteCount, reference: reference)
        scene.bench.pass(5)
        scene.bench.result(&scene.workers[0])
        return (sequence, try #require(scene.bench.plans(to: scene.devices[0]).first))
    }

    @Test func `a plan says that its latent is held, and the next one brings it along`() throws {
        var scene = scene()
        let first = try pass(&scene)
        #expect(first.plan.reference == .held)
        #expect(scene.bench.live.count == 1 && scene.counts.referenceByteCount == 1_000)
        scene.bench.clear()
        let second = scene.bench.latent(&scene.devices[0], reference: first.sequence)
        let batch = try #require(scene.bench.batches(to: scene.workers[0]).first)
        #expect(batch.members[0].links.map(\.sequence) == [first.sequence])
        #expect(batch.members[0].links[0].latents.leading.latentByteCount == 984)
        #expect(batch.members[0].latents.leading.reference == first.sequence)
        #expect(batch.sent.contents.map { $0 & 0xFFFF_FFFF } == [first.sequence, second])
        scene.bench.pass(5)
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[0]).first?.reference == .held)
        // A new keyframe that is named lets both go.
        let third = try pass(&scene)
        let fourth = try pass(&scene, from: third.sequence)
        #expect(fourth.plan.reference == .held)
        #expect(scene.bench.live.count == 2 && scene.counts.referenceByteCount == 2_000)
    }
    @Test func `a chain of eight links ends in a keyframe`() throws {
        var scene = scene()
        var last = try pass(&scene)
        for links in 1...8 {
            last = try pass(&scene, from: last.sequence)
            let batch = try #require(scene.bench.batches(to: scene.workers[0]).first)
            #expect(batch.members[0].links.count == links)
            #expect(last.plan.reference == (links < 8 ? .held : nil))
        }
        // Whoever predicts from it all the same is asked for a keyframe.
        scene.bench.clear()
        scene.bench.latent(&scene.devices[0], reference: last.sequence)
        #expect(scene.bench.outcomes(to: scene.devices[0]).map(\.cause) == [.missingReference])
    }
    @Test func `a full batch of the heaviest chains is a legal message`() throws {
        // Sixty-four captures of eight sensors, each upon as many links as are acknowledged.
        var scene = Scene(workers: 0, devices: 0) {
            $0.deviceLimit = 64
            $0.queueLimit = 64
            $0.referenceByteLimit = 64 << 20
        }
        scene.workers = [Speaker(900)]
        scene.bench.register(&scene.workers[0], limit: 64, milliseconds: [1])
        scene.devices = (1...64).map { Speaker($0) }
        for index in scene.devices.indices {
            scene.bench.hello(&scene.devices[index], budget: .seconds(5))
        }
        var links = 0
        var references = [UInt64](repeating: 0, count: 64)
        while true {
            scene.bench.clear()
            for index in scene.devices.indices {
                scene.bench.latents(&scene.devices[index], count: 8, reference: references[index])
            }
            while let batch = scene.bench.batches(to: scene.workers[0]).last {
                links = max(links, batch.members.map(\.links.count).max() ?? 0)
                scene.bench.pass(1)
                let before = scene.bench.batches(to: scene.workers[0]).count
                scene.bench.result(&scene.workers[0])
                guard scene.bench.batches(to: scene.workers[0]).count > before else { break }
            }
            let plans = scene.devices.map { scene.bench.plans(to: $0).first }
            guard plans.allSatisfy({ $0?.reference == .held }) else { break }
            references = plans.map { $0?.latentSequence ?? 0 }
        }
        #expect(links == 3)
    }
    @Test func `a latent whose reference is not held is rejected with a call for a keyframe`()
        throws
    {
        var scene = scene()
        let sequence = scene.bench.latent(&scene.devices[0], reference: 1)
        let outcome = try #require(scene.bench.outcomes(to: scene.devices[0]).first)
        #expect(outcome.latentSequence == sequence && outcome.fate == .rejected)
        #expect(outcome.cause == .missingReference && outcome.reference == .missing)
        #expect(scene.counts[.missingReference] == 1 && scene.bench.live.isEmpty)
        #expect(try pass(&scene).plan.reference == .held)
    }
    @Test func `a chain that a worker cannot decode is given up whole`() throws {
        var scene = scene()
        let first = try pass(&scene)
        scene.bench.clear()
        scene.bench.latent(&scene.devices[0], reference: first.sequence)
        scene.bench.result(&scene.workers[0], .malformed)
        let outcome = try #require(scene.bench.outcomes(to: scene.devices[0]).first)
        #expect(outcome.cause == .malformed && outcome.reference == .missing)
        #expect(scene.bench.live.isEmpty && scene.counts.referenceByteCount == 0)
        // A keyframe that cannot be decoded says nothing of others.
        let next = try pass(&scene)
        scene.bench.clear()
        scene.bench.latent(&scene.devices[0])
        scene.bench.result(&scene.workers[0], .malformed)
        #expect(scene.bench.outcomes(to: scene.devices[0]).map(\.reference) == [nil])
        #expect(try pass(&scene, from: next.sequence).plan.reference == .held)
    }
    @Test func `a latent that was superseded is held all the same`() throws {
        var scene = scene()
        // One runs, one waits, and a third takes the place of that.
        scene.bench.latent(&scene.devices[0])
        let waiting = scene.bench.latent(&scene.devices[0])
        let newest = scene.bench.latent(&scene.devices[0])
        let outcome = try #require(scene.bench.outcomes(to: scene.devices[0]).first)
        #expect(outcome.latentSequence == waiting && outcome.fate == .superseded)
        #expect(outcome.reference == .held)
        scene.bench.result(&scene.workers[0])
        scene.bench.result(&scene.workers[0])
        let after = try pass(&scene, from: waiting)
        #expect(after.plan.reference == .held && newest > waiting)
    }
    @Test func `a batch that goes to another worker takes its chains along`() throws {
        var scene = Scene(workers: 2, devices: 1) { $0.referenceByteLimit = 16 * 100_000 }
        scene.bench.latent(&scene.devices[0])
        let idle = scene.bench.batches(to: scene.workers[0]).isEmpty ? 0 : 1
        scene.bench.result(&scene.workers[1 - idle])
        let first = try #require(scene.bench.plans(to: scene.devices[0]).first).latentSequence
        scene.bench.clear()
        let wanted = scene.bench.latent(&scene.devices[0], budget: 400, reference: first)
        let busy = scene.bench.batches(to: scene.workers[0]).isEmpty ? 1 : 0
        scene.bench.handle(.peerClosed(scene.workers[busy].peer))
        let batch = try #require(scene.bench.batches(to: scene.workers[1 - busy]).first)
        #expect(batch.members[0].sequence == wanted)
        #expect(batch.members[0].links.map(\.sequence) == [first])
    }
    @Test func `a device without room for references is served, and predicts from what it has`()
        throws
    {
        var scene = scene(share: 2_500)
        let first = try pass(&scene)
        let second = try pass(&scene, from: first.sequence)
        #expect(first.plan.reference == .held && second.plan.reference == .held)
        #expect(scene.counts.referenceByteCount == 2_000)
        let third = try pass(&scene, from: second.sequence)
        #expect(third.plan.reference == nil)
        #expect(scene.counts.referenceByteCount == 2_000)
        #expect(try pass(&scene, from: second.sequence, byteCount: 400).plan.reference == .held)
    }
    @Test func `a keyframe takes the room of the chain before it`() throws {
        var scene = scene(share: 2_500)
        let first = try pass(&scene)
        let second = try pass(&scene, from: first.sequence)
        #expect(try pass(&scene, from: second.sequence).plan.reference == nil)
        // The device has sent one that cannot be referred to, and begins anew: it is not stuck.
        for _ in 0..<5 {
            let keyframe = try pass(&scene)
            #expect(keyframe.plan.reference == .held)
            let next = try pass(&scene, from: keyframe.sequence)
            #expect(next.plan.reference == .held)
            #expect(try pass(&scene, from: next.sequence).plan.reference == nil)
        }
        #expect(scene.counts.referenceByteCount == 2_000 && scene.counts.unkept == 6)
        // One that is larger than all the room there is costs nobody else its place.
        #expect(try pass(&scene, byteCount: 5_000).plan.reference == nil)
    }
    @Test func `a device keeps so many latents and no more, whatever streams it has`() throws {
        var scene = scene()
        for round in 0..<40 {
            for stream in 0..<UInt16(4) {
                scene.bench.latent(&scene.devices[0], stream: stream, byteCount: 10)
                scene.bench.result(&scene.workers[0])
            }
            #expect(scene.bench.live.count <= Limits.keptPerDevice, "round \(round)")
        }
        #expect(scene.bench.live.count > 20)
        #expect(try pass(&scene).plan.reference == .held)
    }
    @Test func `nothing of a device outlives its session`() throws {
        var scene = scene(devices: 2)
        let first = try pass(&scene)
        scene.bench.latent(&scene.devices[0], reference: first.sequence)
        scene.bench.handle(.peerClosed(scene.devices[0].peer))
        #expect(scene.bench.live.isEmpty || scene.counts.running == 1)
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.live.isEmpty && scene.counts.referenceByteCount == 0)
        scene.bench.latent(&scene.devices[1], reference: first.sequence)
        #expect(scene.bench.outcomes(to: scene.devices[1]).map(\.cause) == [.missingReference])
    }
    @Test func `latents of one capture that name two messages are malformed`() throws {
        var scene = scene()
        let first = try pass(&scene)
        let second = try pass(&scene)
        var header = LatentHeader(
            captureStamp: 1, budget: .milliseconds(100), stream: 0, codec: 1, multiplier: 256,
            elementCount: 9, latentByteCount: 10, reference: first.sequence, stateByteCount: 0,
            payloadChecksum: 1)
        header.latents.others = [
            SensorLatent(
                sensor: 1, codec: 1, multiplier: 256, elementCount: 9, latentByteCount: 10,
                reference: second.sequence)
        ]
        scene.bench.clear()
        let envelope = scene.devices[0].envelope(.latent(header))
        let payload = scene.bench.newPayload(holding: 0)
        scene.bench.handle(
            .deviceFrame(scene.devices[0].peer, envelope, payloads: [payload]))
        let outcome = try #require(scene.bench.outcomes(to: scene.devices[0]).first)
        #expect(outcome.cause == .malformed && outcome.reference == .missing)
    }
}
