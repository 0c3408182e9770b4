import SansIO
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// Workers that register nonsense or answer it: each costs itself, told with its name and counted,
/// and nobody's plan is late for it.
@Suite struct BadWorkerTests {
    /// Six devices and a good worker, and one that errs by its name.
    private func traffic(limit: UInt16 = 4, milliseconds: [Int64] = [10]) -> Traffic {
        var scene = Scene(workers: 2, devices: 6)
        scene.bench.handle(.peerClosed(scene.workers[1].peer))
        scene.workers[1] = Speaker(101)
        scene.bench.register(&scene.workers[1], limit: limit, milliseconds: milliseconds)
        scene.bench.clear()
        var traffic = Traffic(scene)
        traffic.workers = [0]
        return traffic
    }
    private func told(_ traffic: Traffic) -> Int {
        let peer = traffic.scene.workers[1].peer
        return traffic.events.count {
            if case .violated(peer, .worker, _) = $0 { true } else { false }
        }
    }

    @Test func `a registration without models, or of batches of none, is no frame`() {
        let nonsense: [DecodeError] = [
            .outOfRange(.modelCount, value: 0, lowest: 1, highest: 8),
            .outOfRange(.batchLimit, value: 0, lowest: 1, highest: 64),
            .outOfRange(.serviceTimeBatch, value: 1, lowest: 2, highest: 64),
        ]
        for error in nonsense {
            var traffic = traffic()
            traffic.scene.bench.handle(.peerClosed(traffic.scene.workers[1].peer))
            traffic.run(milliseconds: 1_000) { scene, now in
                if now % 10 == 0 { scene.bench.handle(.undecodable(PeerID(300), .worker, error)) }
            }
            #expect(traffic.isServed)
            #expect(traffic.scene.counts.undecodableFrames == 100)
            let peer = PeerID(300)
            #expect(traffic.events.contains(.violated(peer, .worker, .undecodable(error))))
            #expect(traffic.events.contains(.refused(peer, .worker, .malformed)))
            #expect(traffic.scene.counts.workers == 1)
        }
    }
    @Test func `a model that is registered twice counts once`() {
        var bench = Bench()
        var (worker, device) = (Speaker(100), Speaker(1))
        bench.register(&worker, models: [Speaker.bundle, Speaker.bundle])
        bench.hello(&device)
        bench.latent(&device)
        #expect(bench.models(of: worker) == [0] && bench.core.models.count == 1)
        #expect(bench.core.models[0].workers == 1)
        bench.handle(.peerClosed(worker.peer))
        #expect(bench.core.models[0].workers == 0)
    }
    @Test(arguments: [0, 1, 9_000, 4_000_000]) func `absurd times make no plan late`(claim: Int64) {
        var traffic = traffic(milliseconds: [claim])
        // It is as fast as any in truth, and works.
        traffic.workers = [0, 1]
        traffic.run(milliseconds: 3_000)
        #expect(traffic.isServed, "\(traffic.waits)")
        #expect(traffic.scene.counts.unadmitted == 0)
    }
    @Test func `a result for a batch that it was not given is a stray one`() {
        var traffic = traffic()
        traffic.run(milliseconds: 2_000) { scene, now in
            scene.bench.heartbeat(&scene.workers[1], worker: true)
            guard now % 50 == 0 else { return }
            let members = (UInt64(0)..<4).map { ($0, ResultStatus.ok) }
            scene.bench.result(
                &scene.workers[1], of: 4_000, members, contents: [1, 2, 3, 4])
        }
        #expect(traffic.scene.counts.strayResults == 40 && traffic.scene.bench.live.count < 8)
        // What it was given and kept was given to the other one.
        #expect(traffic.isServed, "\(traffic.waits)")
    }
    @Test func `a result twice counts once`() {
        var traffic = traffic()
        var answered: UInt64 = 0
        traffic.run(milliseconds: 2_000) { scene, now in
            scene.bench.heartbeat(&scene.workers[1], worker: true)
            guard let batch = scene.bench.batches(to: scene.workers[1]).last,
                batch.sequence != answered
            else { return }
            answered = batch.sequence
            scene.bench.result(&scene.workers[1])
            scene.bench.result(&scene.workers[1])
        }
        #expect(traffic.scene.counts.strayResults > 10)
        #expect(traffic.isServed && traffic.scene.counts.ended == traffic.scene.counts.arrivals)
    }
    @Test func `a worker that answers too late loses its work to others, and then its place`() {
        var traffic = traffic()
        traffic.run(milliseconds: 4_000) { scene, now in
            // It lives, and brings nothing.
            scene.bench.heartbeat(&scene.workers[1], worker: true)
        }
        let worker = traffic.scene.workers[1].peer
        #expect(traffic.events.contains(.workerSuspected(worker)))
        #expect(
            traffic.events.contains(.workerClosed(worker, name: "worker-101", .unresponsive)))
        #expect(traffic.isServed, "\(traffic.waits)")
    }
    @Test(arguments: [-1, 1]) func `a result with the wrong number of plans is misshapen`(
        change: Int
    ) {
        var traffic = traffic()
        traffic.run(milliseconds: 2_000) { scene, now in
            scene.bench.heartbeat(&scene.workers[1], worker: true)
            guard let batch = scene.bench.batches(to: scene.workers[1]).last else { return }
            var members = batch.members.map { ($0.member, ResultStatus.ok) }
            var contents = batch.sent.memberContents
            if change > 0 {
                members.append((999, .ok))
                contents.append(999)
            } else {
                members.removeLast()
                contents.removeLast()
            }
            scene.bench.result(&scene.workers[1], of: batch.sequence, members, contents: contents)
        }
        #expect(traffic.scene.counts.misshapenResults > 0 && told(traffic) > 0)
        // Its batch is lost with it; all others are in time, and no plan went to the wrong device.
        let failed = Int(traffic.scene.counts[.workerFailed])
        #expect(traffic.waits.count + failed >= traffic.asked - 6, "\(failed)")
        #expect((traffic.waits.max() ?? 0) <= 100)
    }
    @Test func `plans are passed on with their checksums, whatever they hold`() {
        // NaN and infinity are the device's to refuse (EdgeMachineTests); here a worker's own
        // word for them ends the latent.
        var scene = Scene(workers: 1, devices: 1)
        scene.bench.latent(&scene.devices[0])
        scene.bench.result(&scene.workers[0], .failed)
        #expect(scene.bench.outcomes(to: scene.devices[0]).map(\.cause) == [.workerFailed])
        scene.bench.latent(&scene.devices[0])
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[0]).map(\.payloadChecksum) == [9])
    }
    @Test func `who failed comes back on probation, and after the second time has to wait`() {
        var scene = Scene(workers: 1, devices: 12)
        func fail(_ scene: inout Scene) {
            scene.bench.latent(&scene.devices[0])
            let batch = scene.bench.batches(to: scene.workers[0]).last
            scene.bench.result(&scene.workers[0], of: batch?.sequence ?? 0, [], contents: [])
            scene.bench.handle(.peerClosed(scene.workers[0].peer))
        }
        func comeBack(_ scene: inout Scene, _ peer: UInt64) {
            scene.workers[0] = Speaker(peer)
            // Its name is what is remembered.
            let register = Register(
                name: "worker-100", bundle: Speaker.bundle, batchLimit: 8,
                serviceTimes: [ServiceTime(batch: 8, time: .milliseconds(10))])
            let envelope = scene.workers[0].envelope(.register(register))
            scene.bench.handle(.workerFrame(scene.workers[0].peer, envelope, payloads: []))
        }
        fail(&scene)
        comeBack(&scene, 201)
        #expect(scene.counts.workers == 1 && scene.counts.quarantined == 0)
        // An eighth of its batches at first.
        for index in 0..<12 { scene.bench.latent(&scene.devices[index], budget: 1_000) }
        #expect(scene.bench.batches(to: scene.workers[0]).map(\.members.count) == [1])
        for _ in 0..<3 { scene.bench.result(&scene.workers[0]) }
        #expect(scene.bench.batches(to: scene.workers[0]).map(\.members.count) == [1, 2, 4, 5])
        scene.bench.result(&scene.workers[0])
        fail(&scene)
        comeBack(&scene, 202)
        #expect(scene.counts.workers == 0 && scene.counts.quarantined == 1)
        let refusal = scene.bench.refusals(to: scene.workers[0]).first
        #expect(refusal?.reason == .full && refusal?.retryAfter == .milliseconds(500))
        scene.bench.pass(500)
        comeBack(&scene, 203)
        #expect(scene.counts.workers == 1)
    }
    @Test func `a worker of several models serves them all`() {
        var bench = Bench()
        var worker = Speaker(100)
        let bundles = (0..<4).map { Speaker.bundle(UInt8($0)) }
        bench.register(&worker, models: bundles)
        for (index, bundle) in bundles.enumerated() {
            var device = Speaker(UInt64(index + 1))
            bench.hello(&device, bundle: bundle)
            bench.latent(&device)
            bench.result(&worker)
            #expect(bench.plans(to: device).count == 1)
        }
        #expect(bench.models(of: worker) == [0, 1, 2, 3])
        #expect(bench.core.models.map(\.workers) == [1, 1, 1, 1])
    }
}
