import SansIO
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// Who gets a session, on which terms, and how it ends.
@Suite struct AdmissionTests {
    @Test func `welcomes a device and a worker`() {
        var bench = Bench()
        var worker = Speaker(100)
        var device = Speaker(1)
        bench.register(&worker)
        bench.hello(&device)
        let terms = { (credit: UInt16) in
            Message.welcome(
                Welcome(
                    heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600),
                    credit: credit))
        }
        #expect(bench.messages(to: worker) == [terms(1)])
        #expect(bench.messages(to: device) == [terms(2)])
        #expect(
            bench.events == [
                .workerOpened(worker.peer, name: "worker-100", batchLimit: 4),
                .deviceOpened(device.peer, name: "car-1"),
            ])
    }

    @Test func `refuses another bundle and names the one it serves`() {
        var scene = Scene(workers: 1, devices: 0)
        var device = Speaker(1)
        scene.bench.hello(&device, bundle: Speaker.otherBundle)
        let refusal = scene.bench.refusals(to: device).first
        #expect(refusal?.reason == .wrongBundle && refusal?.acceptedBundle == Speaker.bundle)
        #expect(scene.bench.forgotten == [device.peer] && scene.counts.devices == 0)
    }

    @Test func `asks devices to come back while no worker has said which bundle it runs`() {
        var bench = Bench()
        var device = Speaker(1)
        bench.hello(&device)
        let refusal = bench.refusals(to: device).first
        #expect(refusal?.reason == .full && refusal?.acceptedBundle == nil)
        #expect(refusal?.retryAfter == .milliseconds(500))
    }

    @Test func `accepts listed bundles only, from devices and workers`() {
        var bench = Bench { $0.bundles = [Speaker.bundle] }
        var worker = Speaker(100)
        var device = Speaker(1)
        bench.register(&worker, bundle: Speaker.otherBundle)
        bench.hello(&device, bundle: Speaker.otherBundle)
        #expect(bench.refusals(to: worker).map(\.reason) == [.wrongBundle])
        #expect(bench.refusals(to: device).map(\.reason) == [.wrongBundle])
        var other = Speaker(2)
        bench.hello(&other)
        #expect(bench.core.counts.devices == 1, "a listed bundle needs no worker yet")
    }

    @Test func `takes as many devices and workers as configured and no more`() {
        var scene = Scene(workers: 4, devices: 16)
        #expect(scene.counts.devices == 16 && scene.counts.workers == 4)
        var device = Speaker(50)
        var worker = Speaker(150)
        scene.bench.hello(&device)
        scene.bench.register(&worker)
        #expect(scene.bench.refusals(to: device).map(\.reason) == [.full])
        #expect(scene.bench.refusals(to: worker).map(\.reason) == [.full])
        #expect(scene.bench.forgotten == [device.peer, worker.peer])
        scene.bench.handle(.peerClosed(scene.devices[3].peer))
        var next = Speaker(51)
        scene.bench.hello(&next)
        #expect(scene.counts.devices == 16)
    }

    @Test func `tells a stranger that its session is unknown, releases its payload, forgets it`() {
        var scene = Scene(workers: 1, devices: 0)
        var device = Speaker(1)
        scene.bench.latent(&device)
        scene.bench.heartbeat(&device, worker: false)
        #expect(
            scene.bench.refusals(to: device).map(\.reason) == [.unknownSession, .unknownSession])
        #expect(scene.bench.sent.map(\.envelope.epoch) == [device.epoch, device.epoch])
        #expect(scene.bench.live.isEmpty && scene.counts.arrivals == 0)
        #expect(scene.counts.sessionlessMessages == 2)
    }

    @Test func `begins afresh when a device says hello again in a new epoch`() {
        var scene = Scene(workers: 1, devices: 1)
        scene.bench.latent(&scene.devices[0])
        scene.devices[0].reopen(epoch: 9)
        scene.bench.hello(&scene.devices[0])
        #expect(scene.counts[.lost] == 1 && scene.counts.devices == 1)
        #expect(
            scene.bench.events.contains(
                .deviceClosed(scene.devices[0].peer, name: "car-1", .replaced)))
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[0]).isEmpty, "that plan was the old session's")
        let sequence = scene.bench.latent(&scene.devices[0])
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[0]).map(\.latentSequence) == [sequence])
    }

    @Test func `closes a session whose new greeting it refuses`() {
        var scene = Scene(workers: 1, devices: 1)
        scene.devices[0].reopen(epoch: 9)
        scene.bench.hello(&scene.devices[0], bundle: Speaker.otherBundle)
        #expect(scene.bench.refusals(to: scene.devices[0]).map(\.reason) == [.wrongBundle])
        #expect(scene.counts.devices == 0 && scene.bench.core.models[0].devices == 0)
    }

    @Test func `loses peers that fall silent and keeps those that speak`() {
        var scene = Scene(workers: 1, devices: 2)
        for tick in 1...7 {
            scene.bench.run(until: .milliseconds(1_000 + 100 * UInt64(tick)))
            scene.bench.heartbeat(&scene.devices[0], worker: false)
        }
        #expect(scene.counts.devices == 1 && scene.counts.workers == 0)
        #expect(
            scene.bench.events.contains(
                .deviceClosed(scene.devices[1].peer, name: "car-2", .silence)))
    }

    @Test func `says goodbye to nobody who said it first`() {
        var scene = Scene(workers: 1, devices: 1)
        let goodbye = Message.goodbye(Goodbye(reason: .finished))
        scene.bench.handle(
            .deviceFrame(
                scene.devices[0].peer, scene.devices[0].envelope(goodbye), payloads: []))
        #expect(scene.bench.sent.isEmpty && scene.counts.devices == 0)
        #expect(
            scene.bench.events == [
                .deviceClosed(scene.devices[0].peer, name: "car-1", .goodbye(.finished))
            ])
    }

    @Test func `drains: finishes what it has, then sends everybody away`() {
        var scene = Scene(workers: 1, devices: 2)
        scene.bench.latent(&scene.devices[0])
        scene.bench.handle(.drain)
        scene.bench.latent(&scene.devices[1])
        #expect(scene.bench.outcomes(to: scene.devices[1]).map(\.cause) == [.draining])
        var late = Speaker(30)
        scene.bench.hello(&late)
        #expect(scene.bench.refusals(to: late).map(\.reason) == [.draining])
        #expect(scene.counts.devices == 2)
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[0]).count == 1)
        #expect(scene.counts.devices == 0 && scene.counts.workers == 0)
        #expect(scene.bench.events.last == .drained)
        let farewell = Message.goodbye(Goodbye(reason: .finished))
        #expect(scene.bench.messages(to: scene.devices[1]).last == farewell)
        #expect(scene.bench.messages(to: scene.workers[0]).last == farewell)
    }

    @Test func `survives an hour's pause with every place taken`() {
        var scene = Scene(workers: 16, devices: 1_024) {
            $0.deviceLimit = 1_024
            $0.workerLimit = 16
            $0.queueLimit = 1_024
        }
        for index in scene.devices.indices { scene.bench.latent(&scene.devices[index]) }
        #expect(scene.counts.queued + scene.counts.running == 1_024)
        scene.bench.now = scene.bench.now + .seconds(3_600)
        scene.bench.handle(.wake)
        #expect(scene.counts.devices == 0 && scene.counts.workers == 0)
        #expect(scene.counts.ended == 1_024 && scene.bench.live.isEmpty)
        // A timer noted on the way may wake it once more, for nothing.
        scene.bench.run(until: scene.bench.now + .milliseconds(10))
        #expect(scene.bench.core.wakeup == nil)
    }
}
