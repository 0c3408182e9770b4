import SansIO
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// Devices that lie or flood: each costs itself, told with its name and counted, and nobody else's
/// plan is late for it.
@Suite struct BadDeviceTests {
    /// Six honest devices, and one that is left to the test, behind two workers.
    private func traffic() -> Traffic {
        // Late enough that a stamp may lie before all plans of use.
        var traffic = Traffic(Scene(workers: 2, devices: 7, at: .milliseconds(100_000)))
        traffic.devices = Array(0..<6)
        return traffic
    }
    /// A heartbeat from a clock that is a minute ahead, answered at once.
    private func beat(_ scene: inout Scene, at now: UInt64) {
        let ahead: UInt64 = 60_000_000_000
        let stamp = now * 1_000_000
        let heartbeat = Message.heartbeat(
            Heartbeat(origin: stamp, receive: stamp + ahead, transmit: stamp + ahead))
        let envelope = scene.devices[6].envelope(heartbeat)
        scene.bench.handle(.deviceFrame(scene.devices[6].peer, envelope, payloads: []))
    }

    @Test(arguments: ["past", "future", "jumping"])
    func `stamps that cannot be true are counted, told once, and not believed`(lie: String) {
        var traffic = traffic()
        traffic.run(milliseconds: 2_000) { scene, now in
            if now % 50 == 0 { beat(&scene, at: now) }
            guard now % 100 == 3 else { return }
            let honest = now * 1_000_000 + 60_000_000_000
            let stamp: UInt64 =
                switch lie {
                case "past": honest - 30_000_000_000
                case "future": honest + 3_600_000_000_000
                default: now % 200 == 3 ? 0 : .max
                }
            scene.bench.latent(&scene.devices[6], budget: 150, stamp: stamp)
        }
        #expect(traffic.isServed, "\(traffic.waits)")
        #expect(traffic.scene.counts.implausibleStamps == 20)
        let told = traffic.events.filter {
            if case .stampsImplausible = $0 { true } else { false }
        }
        #expect(told == [.stampsImplausible(traffic.scene.devices[6].peer, name: "car-7")])
        #expect(traffic.scene.counts[.answered] >= 130, "it has its plans all the same")
    }
    @Test func `a device that floods has its credit and no more`() {
        var traffic = traffic()
        traffic.run(milliseconds: 1_000) { scene, now in
            for stream in UInt16(0)..<4 {
                scene.bench.latent(&scene.devices[6], budget: 150, stream: stream)
            }
        }
        #expect(traffic.isServed, "\(traffic.waits)")
        #expect(traffic.scene.counts[.noCredit] > 1_000)
        let (flood, honest) = (traffic.scene.devices[6].peer, traffic.scene.devices[0].peer)
        let refused = traffic.events.filter {
            if case .ended(_, _, .rejected, .noCredit, _) = $0 { true } else { false }
        }
        #expect(
            refused.allSatisfy {
                if case .ended(flood, _, _, _, _) = $0 { true } else { false }
            })
        #expect(flood != honest)
    }
    @Test func `a latent that comes twice counts once`() {
        var traffic = traffic()
        traffic.run(milliseconds: 1_000) { scene, now in
            guard now % 100 == 3 else { return }
            let before = scene.devices[6]
            scene.bench.latent(&scene.devices[6])
            var again = before
            for _ in 0..<9 {
                again = before
                scene.bench.latent(&again)
            }
        }
        #expect(traffic.isServed)
        #expect(traffic.scene.counts.sessionlessMessages == 90)
        #expect(traffic.scene.counts.arrivals == UInt64(traffic.asked + 10))
    }
    @Test func `a latent for a stream that no device has is rejected`() {
        var traffic = traffic()
        traffic.run(milliseconds: 1_000) { scene, now in
            guard now % 10 == 0 else { return }
            scene.bench.latent(&scene.devices[6], stream: UInt16(4 + now % 60_000))
        }
        #expect(traffic.isServed)
        #expect(traffic.scene.counts[.queueFull] == 100)
        let peer = traffic.scene.devices[6].peer
        #expect(
            traffic.events.contains {
                if case .ended(peer, _, .rejected, .queueFull, _) = $0 { true } else { false }
            })
    }
    @Test func `a hello for a model that nobody serves is refused by name`() {
        var traffic = traffic()
        traffic.run(milliseconds: 1_000) { scene, now in
            guard now % 10 == 0 else { return }
            var stranger = Speaker(500 + now)
            scene.bench.hello(&stranger, bundle: Speaker.otherBundle)
        }
        #expect(traffic.isServed && traffic.scene.counts.devices == 6)
        let refused = traffic.events.count {
            if case .refused(_, .device, .wrongBundle) = $0 { true } else { false }
        }
        #expect(refused == 100)
    }
}
