import Cells
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

@Suite struct HandoverTests {
    private static let fellows = ["tcp://10.0.1.7:5570", "tcp://10.0.2.7:5570"]

    private func scene(devices: Int) -> Scene {
        Scene(workers: 1, devices: devices) {
            $0.fellows = Self.fellows
            // Shorter than the silence after which a device that says nothing would be lost.
            $0.handoverTime = .milliseconds(400)
        }
    }
    private func rehomes(_ scene: Scene, to device: Int) -> [Rehome] {
        scene.bench.messages(to: scene.devices[device]).compactMap {
            if case .rehome(let rehome) = $0 { rehome } else { nil }
        }
    }
    private func leave(_ scene: inout Scene, _ device: Int) {
        let goodbye = Message.goodbye(Goodbye(reason: .replaced))
        let envelope = scene.devices[device].envelope(goodbye)
        scene.bench.handle(.deviceFrame(scene.devices[device].peer, envelope, payloads: []))
    }

    @Test func `a drain sends each device to the cell that it ranks first, one after the other`() {
        var scene = scene(devices: 8)
        let start = scene.bench.now
        scene.bench.handle(.drain)
        #expect(
            scene.bench.events.first == .handoverBegan(devices: 8, within: .milliseconds(400)))
        #expect(scene.counts.rehomes == 1)
        scene.bench.run(until: start + .milliseconds(100))
        #expect((4...5).contains(scene.counts.rehomes))
        scene.bench.run(until: start + .milliseconds(200))
        #expect(scene.counts.rehomes == 8)
        for device in 0..<8 {
            let told = rehomes(scene, to: device)
            let order = CellRanking.order(of: "car-\(device + 1)", among: Self.fellows)
            #expect(told.map(\.endpoint) == [Self.fellows[order[0]]])
            #expect(told.map(\.reason) == [.draining])
            // As long as the last one told has at least, and no longer than the drain.
            #expect(told.allSatisfy { $0.within >= .milliseconds(200) })
            #expect(told.allSatisfy { $0.within <= .milliseconds(400) })
        }
        #expect(Set((0..<8).flatMap { rehomes(scene, to: $0).map(\.endpoint) }).count == 2)
    }
    @Test func `devices are served until they go, and it is over when the last one has gone`() {
        var scene = scene(devices: 2)
        scene.bench.handle(.drain)
        scene.bench.run(until: scene.bench.now + .milliseconds(210))
        for device in 0..<2 {
            scene.bench.latent(&scene.devices[device])
            scene.bench.result(&scene.workers[0])
            #expect(scene.bench.plans(to: scene.devices[device]).count == 1)
        }
        var late = Speaker(30)
        scene.bench.hello(&late)
        #expect(scene.bench.refusals(to: late).map(\.reason) == [.draining])
        leave(&scene, 0)
        #expect(!scene.bench.events.contains(.drained))
        leave(&scene, 1)
        #expect(scene.bench.events.suffix(3).first == .handoverEnded(staying: 0))
        #expect(scene.bench.events.last == .drained)
        #expect(scene.counts.rehomes == 2 && scene.counts.rehomed == 2)
        let farewell = Message.goodbye(Goodbye(reason: .finished))
        #expect(scene.bench.messages(to: scene.workers[0]).last == farewell)
        #expect(scene.counts[.answered] == 2)
    }
    @Test func `who stays is told goodbye at the end, and what is under way is finished first`() {
        var scene = scene(devices: 2)
        let end = scene.bench.now + .milliseconds(400)
        scene.bench.handle(.drain)
        scene.bench.run(until: end - .milliseconds(5))
        scene.bench.latent(&scene.devices[0])
        scene.bench.run(until: end)
        #expect(scene.bench.events.contains(.handoverEnded(staying: 2)))
        #expect(!scene.bench.events.contains(.drained))
        scene.bench.latent(&scene.devices[1])
        #expect(scene.bench.outcomes(to: scene.devices[1]).map(\.cause) == [.draining])
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[0]).count == 1)
        #expect(scene.bench.events.last == .drained && scene.counts.devices == 0)
        let farewell = Message.goodbye(Goodbye(reason: .finished))
        #expect(scene.bench.messages(to: scene.devices[1]).last == farewell)
        #expect(scene.counts.rehomed == 0)
    }
    @Test func `a worker that comes back during a handover serves those who are still here`() {
        var scene = scene(devices: 2)
        scene.bench.handle(.drain)
        scene.bench.handle(.peerClosed(scene.workers[0].peer))
        var worker = Speaker(100)
        scene.bench.register(&worker)
        #expect(scene.counts.workers == 1)
        scene.bench.latent(&scene.devices[1])
        scene.bench.result(&worker)
        #expect(scene.bench.plans(to: scene.devices[1]).count == 1)
        scene.bench.run(until: scene.bench.now + .milliseconds(500))
        var late = Speaker(101)
        scene.bench.register(&late)
        #expect(scene.bench.refusals(to: late).map(\.reason) == [.draining])
    }
    @Test func `without devices a drain is over at once, whatever cells there are`() {
        var scene = scene(devices: 0)
        scene.bench.handle(.drain)
        #expect(scene.bench.events.last == .drained)
        // Told again, nothing happens.
        scene.bench.handle(.drain)
        #expect(scene.bench.events.count { $0 == .drained } == 1)
    }
    @Test func `after an hour's pause a handover ends as everything does`() {
        var scene = scene(devices: 8)
        scene.bench.handle(.drain)
        scene.bench.now = scene.bench.now + .seconds(3_600)
        scene.bench.handle(.wake)
        #expect(scene.bench.events.last == .drained)
        #expect(scene.counts.devices == 0 && scene.counts.workers == 0)
    }
    @Test func `the largest cell and the longest handover overflow nothing`() {
        let handover = Handover(
            began: .origin, end: .origin + Limits.handover, devices: Limits.devices, next: .origin)
        #expect(handover.due(at: .origin) == 1)
        #expect(handover.due(at: .origin + Limits.handover) == Limits.devices)
        #expect(handover.due(at: .origin + Limits.handover / 4) == Limits.devices / 2 + 1)
    }
}
