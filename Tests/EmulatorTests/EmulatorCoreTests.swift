import LinkFiles
import NetworkModel
import Randomness
import Testing
import Timekeeping

@testable import Emulator

@Suite struct EmulatorCoreTests {
    private func profile(_ change: (inout DirectionConditions) -> Void) -> LinkProfile {
        var both = DirectionConditions(delay: .milliseconds(20))
        change(&both)
        return LinkProfile(
            name: "test", about: "", conditions: LinkConditions(up: both, down: both))
    }

    @Test func `a packet comes out at the other end after the delay, either way`() {
        var scene = CoreScene(.rtt200)
        let up = scene.send(.up)
        let down = scene.send(.down)
        scene.run(until: .milliseconds(99))
        #expect(scene.when(up) == nil && scene.when(down) == nil)
        scene.run(until: .milliseconds(1_000))
        #expect(scene.when(up) == 100 && scene.when(down) == 100)
        #expect(scene.outputs.map(\.direction) == [.up, .down])
        #expect(scene.core.counts.up.delivered == 1 && scene.core.counts.flows == 1)
    }
    @Test func `flows that share a link share its rate, others have all of it each`() {
        // A packet of 1,000 bytes takes 8 ms.
        let thin = profile { $0.rate = .constant(bitsPerSecond: 1_000_000) }
        for isShared in [true, false] {
            var scene = CoreScene(thin, isShared: isShared)
            let first = scene.send(.up, bytes: 1_000, flow: 1)
            let second = scene.send(.up, bytes: 1_000, flow: 2)
            scene.run(until: .milliseconds(100))
            #expect(scene.when(first) == 28)
            #expect(scene.when(second) == (isShared ? 36 : 28))
            #expect(scene.core.counts.flows == (isShared ? 1 : 2))
        }
    }
    @Test func `a scenario's events come by themselves, and orders when they are given`() {
        let cut = LinkEvent.Kind.change(.cut(for: .seconds(1)), [.up, .down])
        var scene = CoreScene(.perfect, events: [LinkEvent(at: .seconds(2), kind: cut)])
        scene.run(until: .milliseconds(2_500))
        let lost = scene.send(.up)
        scene.run(until: .milliseconds(3_500))
        let carried = scene.send(.down)
        #expect(scene.drop(lost) == .cut && scene.when(carried) == 3_500)
        scene.feed(.event(.connection(.blackhole(for: .seconds(1)))))
        #expect(scene.loss(.down) == .cut)
        scene.feed(.event(.change(.heal, [.down])))
        #expect(scene.arrival(.down) == 3_500)
        scene.feed(.event(.profile(.rtt200)))
        let late = scene.send(.down)
        scene.run(until: .milliseconds(4_000))
        #expect(scene.when(late) == 3_600)
    }
    @Test func `what only a relay can do is left out and counted`() {
        var scene = CoreScene(.perfect)
        scene.feed(.event(.connection(.reset)))
        scene.feed(.event(.connection(.halfOpen)))
        #expect(scene.core.counts.leftOut == 2)
    }
    @Test func `a flow that comes in a cut begins with it`() {
        var scene = CoreScene(.perfect, isShared: false)
        scene.feed(.event(.change(.cut(for: .seconds(5)), [.up])))
        scene.now = .milliseconds(4_000)
        #expect(scene.loss(.up, flow: 9) == .cut)
        scene.now = .milliseconds(5_000)
        #expect(scene.arrival(.up, flow: 9) == 5_000)
    }
    @Test func `no more flows have links than the limit, and silent ones make room`() {
        var scene = CoreScene(.perfect, isShared: false, flowLimit: 2)
        for flow: UInt64 in [1, 2] { #expect(scene.arrival(.up, flow: flow) == 0) }
        #expect(scene.loss(.up, flow: 3) == .queueFull)
        #expect(scene.core.counts.unheld == 1)
        scene.now = .milliseconds(30_000)
        #expect(scene.arrival(.up, flow: 2) == 30_000)
        scene.now = .milliseconds(60_000)
        #expect(scene.arrival(.up, flow: 3) == 60_000, "the first was silent for 60 s")
        #expect(scene.loss(.up, flow: 1) == .queueFull, "and now it is late")
        #expect(scene.core.counts.up.delivered == 4 && scene.core.counts.flows == 3)
    }
    @Test func `a link that copies and inverts says so of each packet`() {
        var scene = CoreScene(
            profile {
                $0.duplication = 1
                $0.corruption = 1
            })
        let id = scene.send(.up, bytes: 10)
        scene.run(until: .milliseconds(100))
        #expect(scene.outputs.first?.fate == .copied(id: id))
        let bits = scene.outputs.compactMap { output -> Int? in
            guard case .delivered(_, _, let bit, _) = output.fate else { return nil }
            return bit
        }
        #expect(bits.count == 2 && bits.allSatisfy { (0..<80).contains($0) })
    }
    @Test(arguments: [true, false], [1, 2, 3] as [UInt64])
    func `each packet has one fate and one more for each copy, and a seed is one sequence`(
        isShared: Bool, seed: UInt64
    ) {
        func run() -> (sent: [UInt64], outputs: [EmulatorOutput], counts: EmulatorCounts) {
            var random = Seed(seed).stream("packets of a test")
            let bad = profile {
                $0.jitter = Jitter(
                    law: .uniform(.zero, .milliseconds(9)), correlation: .milliseconds(5))
                $0.rate = .constant(bitsPerSecond: 2_000_000)
                $0.queue = LinkQueue(byteLimit: 20_000, discipline: .dropTail)
                $0.loss = .independent(0.05)
                $0.duplication = 0.05
                $0.reordering = Reordering(share: 0.05, lateness: .milliseconds(7))
            }
            var scene = CoreScene(bad, seed: seed, isShared: isShared, flowLimit: 8)
            var sent: [UInt64] = []
            for _ in 0..<3_000 {
                scene.run(until: scene.now + .nanoseconds(Int64(random.unit() * 4e6)))
                if random.chance(0.01) {
                    let kinds: [LinkEvent.Kind] = [
                        .change(.cut(for: .milliseconds(20)), [.up]), .change(.heal, [.up, .down]),
                        .change(.stall(for: .milliseconds(30)), [.down]), .profile(bad),
                    ]
                    scene.feed(.event(kinds[random.integer(in: 0..<4)]))
                }
                sent.append(
                    scene.send(
                        random.chance(0.5) ? .up : .down, bytes: random.integer(in: 20..<1_501),
                        flow: UInt64(random.integer(in: 0..<10))))
            }
            scene.run(until: scene.now + .seconds(10))
            return (sent, scene.outputs, scene.core.counts)
        }
        let (sent, outputs, counts) = run()
        var fates: [UInt64: Int] = [:]
        for output in outputs {
            switch output.fate {
            case .copied(let id): fates[id, default: 0] -= 1
            case .delivered(let id, _, _, _), .dropped(let id, _): fates[id, default: 0] += 1
            }
        }
        #expect(sent.allSatisfy { fates[$0] == 1 }, "seed \(seed)")
        #expect(counts.up.dropped(.cut) > 0 && counts.down.copies > 0, "seed \(seed)")
        #expect(run().outputs == outputs, "seed \(seed)")
    }
}
