import LinkFiles
import NetworkModel
import Testing
import Timekeeping

@testable import Relay

@Suite struct RelayCoreTests {
    @Test func `over a perfect link everything happens at once`() {
        var scene = CoreScene(.perfect)
        scene.feed(.accepted(1))
        #expect(scene.when(.connect(1)) == 0)
        #expect(scene.say(1, .near, 10_000) == 10_000)
        #expect(scene.say(1, .far, 5_000) == 5_000)
        #expect(scene.delivered == [.far: 10_000, .near: 5_000])
        let counts = scene.core.counts(at: scene.now)
        #expect(counts.bytesUp == 10_000 && counts.bytesDown == 5_000)
        #expect(counts.chunks == 2 && counts.chunksDelayed == 0 && counts.open == 1)
    }
    @Test func `a connection begins over the link, so its first bytes take one and a half trips`() {
        var scene = CoreScene(.rtt200)
        scene.feed(.accepted(1))
        #expect(scene.core.room(1, .near) == 0 && scene.core.room(1, .far) == 0)
        scene.run(until: .milliseconds(150))
        #expect(scene.when(.connect(1)) == 100)
        #expect(scene.core.room(1, .far) > 0, "the target may greet at once")
        #expect(scene.core.room(1, .near) == 0)
        scene.run(until: .milliseconds(200))
        #expect(scene.when(.readable(1, .near)) == 200)
        #expect(scene.say(1, .near, 300) == 300)
        scene.run(until: .milliseconds(299))
        #expect(scene.when(.deliver(1, .far, 300)) == nil)
        scene.run(until: .milliseconds(400))
        #expect(scene.when(.deliver(1, .far, 300)) == 300)
        #expect(scene.core.counts(at: scene.now).chunksDelayed == 1)
    }
    @Test func `delays have the law that the profile says, each way`() {
        var both = DirectionConditions(delay: .milliseconds(10))
        both.jitter = Jitter(
            law: .uniform(.zero, .milliseconds(20)), correlation: .milliseconds(1))
        var scene = CoreScene(
            LinkProfile(
                name: "uniform", about: "", conditions: LinkConditions(up: both, down: both)))
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(1_000))
        for side in RelaySide.allCases {
            var delays: [Double] = []
            for _ in 0..<2_000 {
                let (begin, before) = (scene.now, scene.said.count)
                #expect(scene.say(1, side, 100) == 100)
                scene.run(until: begin + .milliseconds(50))
                let said = scene.said[before...].first {
                    $0.output == .deliver(1, side.other, 100)
                }
                delays.append(said.map { ($0.at - begin).milliseconds } ?? .infinity)
            }
            delays.sort()
            #expect(delays[0] >= 10 && delays[1_999] <= 30, "\(side)")
            #expect(abs(delays[1_000] - 20) < 1.5, "\(side): \(delays[1_000])")
            #expect(abs(delays[200] - 12) < 1 && abs(delays[1_800] - 28) < 1, "\(side)")
        }
    }
    @Test func `a cut delivers nothing, a healed link what was lost`() {
        var scene = CoreScene(.rtt200)
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(1_000))
        scene.feed(.order(.event(.change(.cut(for: .max), LinkDirection.allCases))))
        #expect(scene.say(1, .near, 2_000) == 2_000)
        #expect(scene.say(1, .far, 2_000) == 2_000)
        scene.run(until: .milliseconds(9_000))
        #expect(scene.delivered == [.far: 0, .near: 0])
        #expect(scene.core.counts(at: scene.now).cutUp == .seconds(8))
        scene.feed(.order(.event(.change(.heal, LinkDirection.allCases))))
        scene.run(until: .milliseconds(20_000))
        #expect(scene.delivered == [.far: 2_000, .near: 2_000])
        let counts = scene.core.counts(at: scene.now)
        #expect(counts.cutUp == .seconds(8) && counts.cutDown == .seconds(8))
        #expect(counts.segmentsLost > 4)
    }
    @Test func `a cut of one way leaves the other`() {
        var scene = CoreScene(.rtt200)
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(1_000))
        scene.feed(.order(.event(.change(.cut(for: .seconds(3)), [.up]))))
        _ = scene.say(1, .near, 100)
        _ = scene.say(1, .far, 100)
        scene.run(until: .milliseconds(3_900))
        #expect(scene.delivered == [.far: 0, .near: 100])
        scene.run(until: .milliseconds(20_000))
        #expect(scene.delivered == [.far: 100, .near: 100])
        #expect(scene.core.counts(at: scene.now).cutUp == .seconds(3))
        #expect(scene.core.counts(at: scene.now).cutDown == .zero)
    }
    @Test func `a connection that comes in a cut reaches the target after it`() {
        var scene = CoreScene(.rtt200)
        scene.feed(.order(.event(.change(.cut(for: .seconds(2)), LinkDirection.allCases))))
        scene.run(until: .milliseconds(500))
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(1_999))
        #expect(scene.when(.connect(1)) == nil)
        scene.run(until: .milliseconds(20_000))
        #expect(scene.count(of: .connect(1)) == 1)
        #expect(scene.core.room(1, .near) > 0)
    }
    @Test func `a reader that stops makes the sender wait, and bounds what is held`() {
        for profile in [LinkProfile.perfect, .rtt200] {
            var scene = CoreScene(profile)
            scene.feed(.accepted(1))
            scene.run(until: .milliseconds(1_000))
            scene.reads = false
            var said = 0
            for step in 0..<10_000 {
                said += scene.say(1, .near, 100_000)
                scene.run(until: .milliseconds(1_000 + UInt64(step)))
            }
            let bound = Limits.unreadBytes + NetworkModel.Limits.streamWindowBytes
            #expect(said <= bound, "\(profile.name): \(said)")
            #expect(scene.core.room(1, .near) == 0)
            #expect(scene.core.counts(at: scene.now).waits >= 1)
            // It reads again.
            scene.feed(.wrote(1, .far, scene.delivered[.far] ?? 0))
            #expect(scene.core.room(1, .near) > 0)
            #expect(scene.said.last?.output == .readable(1, .near))
        }
    }
    @Test func `a link's rate holds the sender back, not memory`() {
        var scene = CoreScene(.threeG)
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(2_000))
        var said = 0
        while scene.core.room(1, .near) > 0 { said += scene.say(1, .near, 100_000) }
        let limit = LinkProfile.threeG.conditions.up.queue.byteLimit
        #expect(said <= max(limit, 2 * 1_448) + 1_448, "\(said)")
        scene.run(until: .milliseconds(60_000))
        #expect(scene.delivered[.far] == said)
        #expect(scene.count(of: .readable(1, .near)) > 1)
    }
    @Test func `a target that refuses is told by a reset, a round trip later`() {
        var scene = CoreScene(.rtt200)
        scene.targetTakes = false
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(1_000))
        #expect(scene.when(.reset(1, .near)) == 200)
        #expect(scene.when(.forget(1)) == 200)
        let counts = scene.core.counts(at: scene.now)
        #expect(counts.refusedByTarget == 1 && counts.open == 0 && counts.broken == 0)
    }
    @Test func `a farewell comes behind the bytes, and both end the connection`() {
        var scene = CoreScene(.rtt200)
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(1_000))
        _ = scene.say(1, .near, 4_000)
        scene.feed(.ended(1, .near))
        #expect(scene.core.room(1, .near) == 0)
        scene.run(until: .milliseconds(1_200))
        #expect(scene.delivered[.far] == 4_000)
        #expect(scene.when(.finish(1, .far)) == 1_100)
        #expect(scene.when(.forget(1)) == nil, "the other half stands")
        _ = scene.say(1, .far, 10)
        scene.feed(.ended(1, .far))
        scene.run(until: .milliseconds(2_000))
        #expect(scene.delivered[.near] == 10 && scene.when(.forget(1)) == 1_300)
        #expect(scene.core.counts(at: scene.now).bytesDiscarded == 0)
    }
    @Test func `farewells that a cut holds are not waited for for ever`() {
        var scene = CoreScene(.rtt200)
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(1_000))
        scene.feed(.order(.event(.change(.cut(for: .max), LinkDirection.allCases))))
        scene.feed(.ended(1, .near))
        scene.feed(.ended(1, .far))
        scene.run(until: .milliseconds(60_999))
        #expect(scene.when(.forget(1)) == nil)
        scene.run(until: .milliseconds(61_000))
        #expect(scene.when(.forget(1)) == 61_000)
    }
    @Test func `an end that is gone is told to the other over the link`() {
        var scene = CoreScene(.rtt200)
        scene.feed(.accepted(1))
        scene.run(until: .milliseconds(1_000))
        scene.feed(.failed(1, .near))
        #expect(scene.say(1, .far, 700) == 700, "read, and thrown away")
        scene.run(until: .milliseconds(2_000))
        #expect(scene.when(.reset(1, .far)) == 1_100 && scene.when(.forget(1)) == 1_100)
        let counts = scene.core.counts(at: scene.now)
        #expect(counts.broken == 1 && counts.bytesDiscarded == 700 && counts.bytesDown == 0)
    }
}
