import LinkFiles
import NetworkModel
import Randomness
import Testing
import Timekeeping

@testable import Relay

@Suite struct RelayFaultTests {
    private func standing(_ profile: LinkProfile = .rtt200, events: [LinkEvent] = []) -> CoreScene {
        var scene = CoreScene(profile, events: events)
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(1_000))
        return scene
    }

    @Test func `a reset is told to both ends at once`() {
        var scene = standing()
        _ = scene.say(1, .near, 1_000)
        scene.feed(.order(.event(.connection(.reset))))
        #expect(scene.when(.reset(1, .near)) == 1_000 && scene.when(.reset(1, .far)) == 1_000)
        #expect(scene.when(.forget(1)) == 1_000)
        let counts = scene.core.counts(at: scene.now)
        #expect(counts.resets == 1 && counts.bytesDiscarded == 1_000 && counts.open == 0)
        scene.run(until: .milliseconds(5_000))
        #expect(scene.delivered[.far] == 0)
    }
    @Test func `a half-open connection is gone at the near end, and nobody tells the far end`() {
        var scene = standing()
        scene.feed(.order(.event(.connection(.halfOpen))))
        #expect(scene.when(.reset(1, .near)) == 1_000)
        scene.run(until: .milliseconds(100_000))
        #expect(scene.when(.reset(1, .far)) == nil && scene.when(.forget(1)) == nil)
        #expect(scene.core.room(1, .far) == 0 && scene.core.isWatched(1, .far))
        scene.feed(.ended(1, .far))
        #expect(scene.when(.forget(1)) == 100_000)
    }
    @Test func `a black hole swallows the connection that stands, and not the next`() {
        var scene = standing()
        scene.feed(.order(.event(.connection(.blackhole(for: .max)))))
        _ = scene.say(1, .near, 100)
        scene.feed(.accepted(2))
        scene.run(until: .milliseconds(2_000))
        _ = scene.say(2, .near, 50)
        scene.run(until: .milliseconds(60_000))
        #expect(scene.delivered[.far] == 50)
        #expect(scene.core.counts(at: scene.now).open == 2)
    }
    @Test func `closed connections are told so, and let go when both ends have answered`() {
        var scene = standing()
        scene.feed(.order(.close))
        #expect(scene.when(.finish(1, .near)) == 1_000 && scene.when(.finish(1, .far)) == 1_000)
        #expect(scene.say(1, .near, 10) == 10, "read, and thrown away")
        scene.feed(.ended(1, .near))
        #expect(scene.when(.forget(1)) == nil)
        scene.feed(.ended(1, .far))
        #expect(scene.when(.forget(1)) == 1_000 && scene.delivered[.far] == 0)
    }
    @Test func `a closed connection whose end does not answer is let go after two seconds`() {
        var scene = standing()
        scene.feed(.order(.close))
        scene.run(until: .milliseconds(10_000))
        #expect(scene.when(.forget(1)) == 3_000)
    }
    @Test func `connections are refused, or met with silence, until they are not`() {
        var scene = CoreScene(.rtt200)
        scene.feed(.order(.admission(.refuse)))
        scene.feed(.accepted(1))
        #expect(scene.when(.reset(1, .near)) == 0 && scene.when(.forget(1)) == 0)
        scene.feed(.order(.admission(.silent)))
        scene.feed(.accepted(2))
        scene.run(until: .milliseconds(5_000))
        #expect(scene.when(.connect(2)) == nil && scene.core.room(2, .near) == 0)
        scene.feed(.order(.admission(.open)))
        scene.run(until: .milliseconds(6_000))
        #expect(scene.when(.connect(2)) == 5_100)
        let counts = scene.core.counts(at: scene.now)
        #expect(counts.refusedByOrder == 1 && counts.connections == 2 && counts.open == 1)
    }
    @Test func `no more connections stand than the limit`() {
        var scene = CoreScene(.perfect, limit: 2)
        for id: UInt64 in [1, 2, 3] { scene.feed(.accepted(id)) }
        #expect(scene.when(.reset(3, .near)) == 0)
        #expect(scene.core.counts(at: scene.now).refusedByLimit == 1)
        scene.feed(.order(.event(.connection(.reset))))
        scene.feed(.accepted(4))
        #expect(scene.when(.connect(4)) == 0)
    }
    @Test func `a hand-over leaves its delay, for connections that come later too`() {
        var scene = standing()
        let change = LinkChange.handover(
            gap: .milliseconds(50), isLossy: false, extra: .milliseconds(300))
        scene.feed(.order(.event(.change(change, [.up]))))
        scene.run(until: .milliseconds(1_100))
        _ = scene.say(1, .near, 100)
        scene.feed(.accepted(2))
        scene.run(until: .milliseconds(3_000))
        #expect(scene.when(.deliver(1, .far, 100)) == 1_500)
        #expect(scene.when(.connect(2)) == 1_500)
    }
    @Test func `a scenario's events come by themselves`() {
        var scene = standing(
            .perfect,
            events: [
                LinkEvent(at: .seconds(2), kind: .profile(.rtt200)),
                LinkEvent(at: .seconds(3), kind: .connection(.reset)),
            ])
        scene.run(until: .milliseconds(2_500))
        _ = scene.say(1, .near, 10)
        scene.run(until: .milliseconds(4_000))
        #expect(scene.when(.deliver(1, .far, 10)) == 2_600)
        #expect(scene.when(.reset(1, .near)) == 3_000)
    }
    @Test func `connections over one link have its outages together, and its losses apart`() {
        // There for 300 ms, gone for 700 ms.
        var scene = CoreScene(.flapping)
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(2_050))
        scene.feed(.accepted(2))
        scene.run(until: .milliseconds(2_250))
        scene.run(until: .milliseconds(2_500))
        let before = scene.delivered[.far]
        _ = scene.say(1, .near, 100)
        _ = scene.say(2, .near, 100)
        scene.run(until: .milliseconds(2_990))
        #expect(scene.delivered[.far] == before, "both are in the outage")
        scene.run(until: .milliseconds(20_000))
        #expect(scene.delivered[.far] == 200)

        func lost(_ isShared: Bool, _ id: UInt64) -> [Bool] {
            var link = RelayedLink(
                .loss5, seed: .init(3), isShared: isShared, start: .origin
            ).pipe(.up, of: id, at: .origin)
            return (0..<400).map { step in
                let before = link.link.counts.lost
                _ = link.take(100, at: .milliseconds(UInt64(step) * 500))
                return link.link.counts.lost > before
            }
        }
        #expect(lost(true, 1) == lost(true, 1) && lost(true, 1) != lost(true, 2))
        #expect(lost(false, 1) != lost(false, 2))
    }
    @Test func `connections with links of their own begin their outages with themselves`() {
        var scene = CoreScene(.flapping, isShared: false)
        scene.run(until: .milliseconds(500))
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(600))
        #expect(scene.count(of: .connect(1)) == 1)
    }
}
