import Batching
import SansIO
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// Workers that come, go, err and fall silent.
@Suite struct WorkerTests {
    @Test func `gives the batch of a lost worker to another`() {
        var scene = Scene(workers: 1, devices: 1)
        let sequence = scene.bench.latent(&scene.devices[0])
        var second = Speaker(200)
        scene.bench.register(&second)
        scene.bench.handle(.peerClosed(scene.workers[0].peer))
        #expect(scene.bench.forgotten == [scene.workers[0].peer])
        #expect(scene.bench.batches(to: second).map(\.members.count) == [1])
        scene.bench.result(&second)
        #expect(scene.bench.plans(to: scene.devices[0]).map(\.latentSequence) == [sequence])
    }

    @Test func `drops a result of an earlier session of the worker`() {
        var scene = Scene(workers: 1, devices: 1)
        scene.bench.latent(&scene.devices[0])
        let late = scene.bench.batches(to: scene.workers[0])[0]
        var old = scene.workers[0]
        scene.workers[0].reopen(epoch: 77)
        scene.bench.register(&scene.workers[0])
        let again = scene.bench.batches(to: scene.workers[0])
        #expect(again.count == 2, "the new session was given the latent again")
        scene.bench.result(
            &old, of: late.sequence, late.members.map { ($0.member, .ok) },
            contents: late.sent.memberContents)
        #expect(scene.bench.plans(to: scene.devices[0]).isEmpty)
        #expect(scene.counts.sessionlessMessages == 1)
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[0]).count == 1)
    }

    @Test func `drops a doubled result and counts it`() {
        var scene = Scene(workers: 1, devices: 1)
        scene.bench.latent(&scene.devices[0])
        scene.bench.result(&scene.workers[0])
        scene.bench.result(&scene.workers[0])
        #expect(scene.counts.strayResults == 1)
        #expect(scene.bench.plans(to: scene.devices[0]).count == 1 && scene.bench.live.isEmpty)
    }

    @Test func `fails a batch whose result names other members`() {
        var scene = Scene(workers: 1, devices: 2)
        scene.bench.latent(&scene.devices[0])
        let batch = scene.bench.batches(to: scene.workers[0])[0]
        scene.bench.result(
            &scene.workers[0], of: batch.sequence, [(batch.members[0].member + 1, .ok)],
            contents: batch.sent.memberContents)
        #expect(scene.bench.outcomes(to: scene.devices[0]).map(\.cause) == [.workerFailed])
        #expect(scene.counts.misshapenResults == 1 && scene.bench.live.isEmpty)
        #expect(
            scene.bench.events.contains(
                .violated(
                    scene.workers[0].peer, .worker, .misshapenResult(batch: batch.sequence))))
    }

    @Test func `moves the work of an overdue worker and takes the first of two results`() {
        var scene = Scene(workers: 2, devices: 1)
        scene.bench.latent(&scene.devices[0], budget: 140)
        let first = scene.bench.batches(to: scene.workers[0]).isEmpty ? 1 : 0
        // Twice 10 ms and the tolerance of 20 ms.
        scene.bench.run(until: .milliseconds(1_040))
        #expect(scene.bench.events.contains(.workerSuspected(scene.workers[first].peer)))
        #expect(scene.bench.batches(to: scene.workers[1 - first]).count == 1)
        scene.bench.result(&scene.workers[first])
        #expect(scene.bench.events.contains(.workerTrusted(scene.workers[first].peer)))
        scene.bench.result(&scene.workers[1 - first])
        #expect(scene.bench.plans(to: scene.devices[0]).count == 1)
        #expect(scene.counts.uselessMembers == 1 && scene.bench.live.isEmpty)
    }

    @Test func `ends the session of a worker that holds its batch for too long`() {
        var scene = Scene(workers: 1, devices: 1)
        scene.bench.latent(&scene.devices[0])
        // It lives, says its heart, but brings nothing.
        for tick in 1...25 {
            scene.bench.run(until: .milliseconds(1_000 + 100 * UInt64(tick)))
            scene.bench.heartbeat(&scene.workers[0], worker: true)
            scene.bench.heartbeat(&scene.devices[0], worker: false)
        }
        #expect(scene.counts.workers == 0 && scene.counts.devices == 1)
        #expect(
            scene.bench.events.contains(
                .workerClosed(scene.workers[0].peer, name: "worker-100", .unresponsive)))
        #expect(scene.bench.outcomes(to: scene.devices[0]).map(\.cause) == [.workerLost])
        scene.workers[0].reopen(epoch: 9)
        scene.bench.register(&scene.workers[0])
        #expect(scene.counts.workers == 1, "it may come again")
    }

    @Test func `gives a draining worker nothing more`() {
        var scene = Scene(workers: 1, devices: 2)
        scene.bench.latent(&scene.devices[0])
        scene.bench.handle(
            .workerFrame(
                scene.workers[0].peer, scene.workers[0].envelope(.drain), payloads: []))
        scene.bench.latent(&scene.devices[1])
        #expect(scene.bench.outcomes(to: scene.devices[1]).map(\.cause) == [.noWorker])
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[0]).count == 1)
    }

    @Test func `never mixes two bundles in a batch`() {
        var scene = Scene(workers: 1, devices: 1)
        var worker = Speaker(200)
        var device = Speaker(20)
        scene.bench.register(&worker, bundle: Speaker.otherBundle)
        scene.bench.hello(&device, bundle: Speaker.otherBundle)
        scene.bench.latent(&scene.devices[0])
        scene.bench.latent(&device)
        #expect(scene.bench.batches(to: scene.workers[0]).map(\.members.count) == [1])
        #expect(scene.bench.batches(to: worker).map(\.members.count) == [1])
        scene.bench.result(&worker)
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: device).count == 1)
        #expect(scene.bench.plans(to: scene.devices[0]).count == 1)
    }

    @Test func `a worker of several models joins the first one's pool, and is told which it is`() {
        var bench = Bench()
        var worker = Speaker(100)
        var device = Speaker(1)
        bench.register(&worker, models: [Speaker.bundle, Speaker.otherBundle])
        bench.hello(&device)
        bench.latent(&device)
        #expect(bench.models(of: worker) == [0])
        bench.result(&worker)
        #expect(bench.plans(to: device).count == 1)
    }
    @Test func `of several models the first that is served here is the one that is used`() {
        var bench = Bench { $0.bundles = [Speaker.bundle] }
        var worker = Speaker(100)
        var devices = [Speaker(1), Speaker(2)]
        bench.register(&worker, models: [Speaker.otherBundle, Speaker.bundle])
        #expect(
            bench.events.contains(
                .workerOpened(worker.peer, name: "worker-100", batchLimit: 2)))
        for index in devices.indices {
            bench.hello(&devices[index])
            bench.latent(&devices[index])
        }
        #expect(bench.models(of: worker) == [1])
        bench.result(&worker)
        #expect(bench.models(of: worker) == [1, 1])
        var stranger = Speaker(101)
        bench.register(&stranger, models: [Speaker.otherBundle, Speaker.bundle(9)])
        #expect(bench.refusals(to: stranger).map(\.reason) == [.wrongBundle])
        #expect(bench.core.counts.workers == 1)
    }
    @Test func `who goes first is what a hello says, or else the configuration`() {
        var bench = Bench { $0.requestClass = .background }
        var worker = Speaker(100)
        bench.register(&worker, limit: 1, milliseconds: [10])
        var devices = (1...4).map { Speaker($0) }
        let classes: [DeviceClass?] = [.ordinary, nil, .ordinary, .urgent]
        for index in devices.indices {
            bench.hello(&devices[index], as: classes[index])
            // Too little for all: with more they would go by deadline.
            bench.latent(&devices[index], budget: 45)
        }
        // The first was alone when it came; the last one then goes before those who wait.
        var order: [[Int]] = []
        for _ in devices {
            bench.pass(10)
            bench.result(&worker)
            order.append(devices.indices.filter { !bench.plans(to: devices[$0]).isEmpty })
        }
        #expect(order == [[0], [0, 3], [0, 2, 3], [0, 1, 2, 3]])
    }

    @Test func `serves four bundles and then that of a place nobody uses any more`() {
        var bench = Bench { $0.workerLimit = 8 }
        var workers = (0..<5).map { Speaker(UInt64($0 + 100)) }
        let bundles = (0..<5).map { Speaker.bundle(UInt8($0)) }
        for index in 0..<4 { bench.register(&workers[index], bundle: bundles[index]) }
        #expect(bench.core.counts.workers == 4)
        bench.register(&workers[4], bundle: bundles[4])
        #expect(bench.refusals(to: workers[4]).map(\.reason) == [.full])
        bench.handle(.peerClosed(workers[1].peer))
        var again = Speaker(300)
        bench.register(&again, bundle: bundles[4])
        #expect(bench.core.counts.workers == 4 && bench.core.models.count == 4)
    }
}
