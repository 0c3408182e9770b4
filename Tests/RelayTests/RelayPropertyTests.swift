import LinkFiles
import NetworkModel
import Randomness
import Testing
import Timekeeping

@testable import Relay

/// Whatever happens, in whatever order.
@Suite struct RelayPropertyTests {
    @Test(arguments: 0..<60)
    func `every byte is delivered or discarded, and nothing is said of what is over`(
        _ seed: UInt64
    ) {
        var random = Seed(seed).stream("relay")
        let profiles = LinkProfile.all
        var scene = CoreScene(
            profiles[random.integer(in: 0..<profiles.count)], seed: seed,
            isShared: random.chance(0.5), limit: 8)
        scene.targetTakes = random.chance(0.9)
        var said = 0
        var next: UInt64 = 0
        for _ in 0..<400 {
            let id = UInt64(random.integer(in: 0..<Int(max(next, 1))))
            let side: RelaySide = random.chance(0.5) ? .near : .far
            switch random.integer(in: 0..<20) {
            case 0..<3:
                scene.feed(.accepted(next))
                next += 1
            case 3..<10:
                // Bytes that are read and thrown away are in the counts as well.
                said += scene.say(id, side, random.integer(in: 1..<30_000))
            case 10: if scene.core.room(id, side) > 0 { scene.feed(.ended(id, side)) }
            case 11: if scene.core.room(id, side) > 0 { scene.feed(.failed(id, side)) }
            case 12: scene.feed(.order(Self.order(&random)))
            case 13:
                let whole = random.integer(in: 1..<3_000)
                scene.run(until: scene.now + .milliseconds(Int64(whole)))
            default: scene.run(until: scene.now + .milliseconds(20))
            }
        }
        scene.feed(.order(.event(.connection(.reset))))
        let counts = scene.core.counts(at: scene.now)
        #expect(counts.open == 0, "seed \(seed)")
        #expect(scene.core.wakeup == nil, "seed \(seed)")
        let seen = counts.bytesUp + counts.bytesDown + counts.bytesDiscarded
        // Marks that a connection took with it count as a byte each: three a direction at most.
        #expect(seen >= UInt64(said) && seen <= UInt64(said) + next * 6, "seed \(seed)")
        var over: Set<UInt64> = []
        for entry in scene.said {
            switch entry.output {
            case .forget(let id): #expect(over.insert(id).inserted, "seed \(seed)")
            case .connect(let id), .deliver(let id, _, _), .finish(let id, _), .reset(let id, _),
                .readable(let id, _):
                #expect(!over.contains(id), "seed \(seed): \(entry)")
            }
        }
    }
    @Test func `one seed is one result`() {
        func run() -> [CoreScene.Said] {
            var scene = CoreScene(.lteDriving, seed: 11)
            for id: UInt64 in [0, 1, 2, 3] { scene.feed(.accepted(id)) }
            for step: UInt64 in 0..<400 {
                scene.run(until: .milliseconds(step * 25))
                _ = scene.say(step % 4, step % 3 == 0 ? .far : .near, 2_000)
            }
            return scene.said
        }
        #expect(run() == run())
    }
    @Test(arguments: 0..<20)
    func `alarms come in order, and only those set last`(_ seed: UInt64) {
        var random = Seed(seed).stream("alarms")
        var queue = AlarmQueue()
        var truth: [UInt64: Instant] = [:]
        for step: UInt64 in 0..<5_000 {
            let now = Instant.milliseconds(step)
            let id = UInt64(random.integer(in: 0..<20))
            let due =
                random.chance(0.2)
                ? nil : now + .milliseconds(Int64(random.integer(in: 1..<200)))
            truth[id] = due
            queue.set(id, at: due)
            while let popped = queue.popDue(at: now) {
                let due = truth.removeValue(forKey: popped)
                #expect(due.map { $0 <= now } == true, "seed \(seed)")
            }
            #expect(truth.values.allSatisfy { $0 > now }, "seed \(seed)")
        }
    }

    private static func order(_ random: inout RandomStream) -> RelayOrder {
        let directions = [LinkDirection.allCases, [.up], [.down]][random.integer(in: 0..<3)]
        let span = Interval.milliseconds(Int64(random.integer(in: 1..<4_000)))
        switch random.integer(in: 0..<12) {
        case 0..<3: return .event(.change(.cut(for: span), directions))
        case 3: return .event(.change(.stall(for: span), directions))
        case 4: return .event(.change(.heal, LinkDirection.allCases))
        case 5:
            return .event(
                .change(.handover(gap: span, isLossy: true, extra: span), directions))
        case 6:
            return .event(.profile(LinkProfile.all[random.integer(in: 0..<LinkProfile.all.count)]))
        case 7: return .event(.connection(.blackhole(for: span)))
        case 8: return .event(.connection(.halfOpen))
        case 9: return .close
        case 10: return .admission(.silent)
        default: return .admission(.open)
        }
    }
}
