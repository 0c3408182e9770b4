import Batching
import SansIO
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// What devices are asked: when to capture, and how often.
@Suite struct PaceTests {
    private func traffic(devices: Int) -> Traffic {
        var traffic = Traffic(Scene(workers: 0, devices: 0) { $0.isPacing = true })
        var worker = Speaker(100)
        // A hundred a second: ten devices at 10 Hz.
        traffic.scene.bench.register(&worker, limit: 1, milliseconds: [10])
        var scene = traffic.scene
        scene.workers = [worker]
        scene.devices = (0..<devices).map { Speaker(UInt64($0 + 1)) }
        for index in scene.devices.indices { scene.bench.hello(&scene.devices[index]) }
        scene.bench.clear()
        return Traffic(scene)
    }

    @Test func `a device is told its phase on its own clock, once it has shown that it keeps one`()
    {
        var traffic = traffic(devices: 2)
        traffic.run(milliseconds: 350)
        #expect(!traffic.paces.isEmpty)
        for (device, now, stamp, pace) in traffic.paces {
            #expect(pace.reason == .phaseAssigned && pace.capturePeriod == .milliseconds(100))
            #expect(pace.credit == 2)
            // Its second capture, half a period to a period and a half before the moment it names.
            let ahead = pace.origin - stamp
            #expect((50_000_000..<200_000_000).contains(ahead), "device \(device) at \(now)")
        }
    }
    @Test func `the origin is on the device's own clock, whatever that shows`() {
        let ahead: UInt64 = 7_000_000_000_000
        var origins: [UInt64] = []
        for clock in [0, ahead] {
            var traffic = traffic(devices: 1)
            traffic.devices = []
            traffic.run(milliseconds: 300) { scene, now in
                guard now % 100 == 0 else { return }
                scene.bench.latent(
                    &scene.devices[0], budget: 150, stamp: clock + now * 1_000_000)
            }
            origins +=
                traffic.scene.bench.core.counts.paces > 0 ? traffic.paces.map(\.pace.origin) : []
        }
        #expect(origins.count == 2)
        #expect(origins.last == (origins.first ?? 0) + ahead)
    }
    @Test func `in overload devices are asked for fewer captures, and for all of them after it`() {
        var traffic = traffic(devices: 16)
        traffic.run(milliseconds: 2_000)
        let slower = traffic.paces.filter { $0.pace.reason == .overload }
        #expect(Set(slower.map(\.device)).count == 16)
        // 160 a second of 100, until a third too much is left.
        #expect(slower.allSatisfy { $0.pace.capturePeriod > .milliseconds(115) })
        for index in 8..<16 {
            traffic.scene.bench.handle(.peerClosed(traffic.scene.devices[index].peer))
        }
        traffic.devices = Array(0..<8)
        let before = traffic.paces.count
        traffic.run(milliseconds: 1_000)
        let faster = traffic.paces[before...].filter { $0.pace.reason == .relieved }
        #expect(Set(faster.map(\.device)) == Set(0..<8))
        #expect(faster.allSatisfy { $0.pace.capturePeriod == .milliseconds(100) })
    }
    @Test func `a period that is stretched beyond what a pace may say is cut there`() {
        var scene = Scene(workers: 1, devices: 0) { $0.isPacing = true }
        var device = Speaker(1)
        scene.bench.hello(&device, period: .seconds(60))
        scene.bench.latent(&device, stamp: 9_000)
        let id = scene.bench.core.devices[0]?.open.first
        scene.bench.core.arriving = id.flatMap { scene.bench.core.requests[$0] }
        scene.bench.core.pace(
            scene.bench.core.stream(0, of: 0),
            Pacing(
                period: .seconds(120), next: scene.bench.now + .seconds(60), reason: .slower),
            at: scene.bench.now)
        scene.bench.core.arriving = nil
        scene.bench.handle(.wake)
        let pace = scene.bench.paces(to: device).first
        #expect(pace?.capturePeriod == .seconds(60) && pace?.reason == .overload)
        #expect(pace?.origin == 9_000 + 60_000_000_000 + 50_000_000, "50 ms were spent")
    }
}
