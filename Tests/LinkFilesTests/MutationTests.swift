import LinkFiles
import NetworkModel
import Randomness
import Testing
import Timekeeping

/// Files that chance has changed: refused or read, and what is read can be run.
@Suite struct MutationTests {
    private static let signs = Array("{}[]\",:0123456789.-+eE x\n\\".utf8)

    private func changed(_ text: [UInt8], _ random: inout RandomStream) -> [UInt8] {
        var text = text
        for _ in 0...random.integer(in: 0..<4) {
            let place = random.integer(in: 0..<text.count)
            switch random.integer(in: 0..<4) {
            case 0: text.remove(at: place)
            case 1: text.insert(Self.signs[random.integer(in: 0..<Self.signs.count)], at: place)
            case 2: text[place] = UInt8(random.integer(in: 0..<256))
            default: text[place] = Self.signs[random.integer(in: 0..<Self.signs.count)]
            }
        }
        return text
    }
    private func run(_ conditions: DirectionConditions, seed: UInt64) {
        var packets = PacketLink(conditions, seed: Seed(seed), start: .origin)
        var stream = StreamLink(
            conditions, returnDelay: .milliseconds(20), seed: Seed(seed), start: .origin)
        for id in UInt64(0)..<5 {
            packets.handle(.offer(id: id, bytes: 1_500), at: .milliseconds(id * 100))
            stream.handle(.offer(id: id, bytes: 2_048), at: .milliseconds(id * 100))
        }
        packets.handle(.wake, at: .milliseconds(60_000))
        stream.handle(.wake, at: .milliseconds(60_000))
        #expect(packets.counts.offered == 5, "seed \(seed)")
    }

    @Test func `a changed profile is refused or can be run`() throws {
        let text = Array(LinkProfileTests.lines.joined(separator: "\n").utf8)
        var taken = 0
        for seed in UInt64(0)..<600 {
            var random = Seed(seed).stream("test")
            let profile = try? LinkProfile(
                changed(text, &random), path: "x", trace: LinkProfileTests.trace)
            guard let profile else { continue }
            taken += 1
            run(profile.conditions.up, seed: seed)
            run(profile.conditions.down, seed: seed)
        }
        #expect(taken > 5, "some changes are harmless")
    }
    @Test func `a changed scenario is refused or read`() {
        let text = Array(LinkScenarioTests.lines.joined(separator: "\n").utf8)
        var taken = 0
        for seed in UInt64(0)..<2_000 {
            var random = Seed(seed).stream("test")
            let bytes = changed(text, &random)
            _ = LinkScenario.isScenario(bytes)
            let scenario = try? LinkScenario(bytes, path: "x") { _ in nil }
            if scenario != nil { taken += 1 }
        }
        #expect(taken > 20, "some changes are harmless")
    }
    @Test func `a changed trace is refused or read`() {
        let text = Array("1\n2\n2\n40\n100\n".utf8)
        var taken = 0
        for seed in UInt64(0)..<5_000 {
            var random = Seed(seed).stream("test")
            guard let trace = try? DeliveryTrace(text: changed(text, &random)) else { continue }
            taken += 1
            var conditions = DirectionConditions(delay: .zero)
            conditions.rate = .trace(trace, offset: .zero)
            if seed < 500 { run(conditions, seed: seed) }
        }
        #expect(taken > 100, "some changes are harmless")
    }
}
