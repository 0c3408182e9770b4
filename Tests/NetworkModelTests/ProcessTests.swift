import Randomness
import Testing
import Timekeeping

@testable import NetworkModel

/// The laws by which a link draws.
@Suite struct ProcessTests {
    @Test func `fixed spells begin with a good one and take turns`() {
        let spells = Spells(good: .milliseconds(700), bad: .milliseconds(300), law: .fixed)
        var process = SpellProcess(spells, Seed(1).stream("test"), from: .milliseconds(50))
        let bad = (0..<40).filter { step in
            process.advance(to: .milliseconds(50 + 50 * UInt64(step)))
            return process.isBad
        }
        #expect(bad == Array(14..<20) + Array(34..<40))
    }
    @Test func `exponential spells have their shares and means`() {
        let spells = Spells(
            good: .milliseconds(200), bad: .milliseconds(50), law: .exponential)
        #expect(spells.badShare == 0.2)
        var process = SpellProcess(spells, Seed(1).stream("test"), from: .origin)
        let bad = (0..<400_000).count { step in
            process.advance(to: .milliseconds(UInt64(step)))
            return process.isBad
        }
        #expect(abs(Double(bad) / 400_000 - 0.2) < 0.02)
        #expect(abs(Double(process.badCount) / 1_600 - 1) < 0.08)
    }
    @Test func `spells of no length and a silence of a year do not hang`() {
        for law in Spells.Law.allCases {
            let spells = Spells(good: .zero, bad: .zero, law: law)
            var process = SpellProcess(spells, Seed(1).stream("test"), from: .origin)
            process.advance(to: .origin + .seconds(31_536_000))
            #expect(process.end > .origin + .seconds(31_536_000))
        }
    }
    @Test func `losses come in bursts in time, whatever the rate of packets`() {
        let spells = Spells(good: .milliseconds(900), bad: .milliseconds(100), law: .exponential)
        for period in [UInt64(1), 10, 100] {
            var loss = LossProcess(
                .bursts(spells, inGood: 0, inBad: 1), Seed(2), 0, flow: 0, from: .origin)
            let count = 400_000 / Int(period)
            let lost = (0..<count).count { loss.takes(at: .milliseconds(UInt64($0) * period)) }
            #expect(abs(Double(lost) / Double(count) - 0.1) < 0.03, "every \(period) ms")
        }
    }
    @Test func `jitter keeps its law and remembers for as long as it says`() {
        let law = DelayDistribution.lognormal(median: .milliseconds(5), p99: .milliseconds(40))
        let jitter = Jitter(law: law, correlation: .milliseconds(100))
        var process = JitterProcess(jitter, Seed(3).stream("test"), from: .origin)
        let extras = (0..<100_000).map {
            process.extra(at: .milliseconds(UInt64($0) * 100)).milliseconds
        }
        let sorted = extras.sorted()
        #expect(abs(sorted[50_000] - 5) < 0.3)
        #expect(abs(sorted[99_000] - 40) < 4)
        #expect(abs(Self.rankCorrelation(extras) - 0.35) < 0.03)
        var quick = JitterProcess(
            Jitter(law: law, correlation: .zero), Seed(3).stream("test"), from: .origin)
        let others = (0..<20_000).map { quick.extra(at: .milliseconds(UInt64($0))).milliseconds }
        #expect(abs(Self.rankCorrelation(others)) < 0.03)
        // The same moment, the same state of the air.
        let first = process.extra(at: .milliseconds(99_999_999))
        let again = process.extra(at: .milliseconds(99_999_999))
        #expect(again == first)
    }
    @Test func `CoDel drops only after an interval above its target, and ever faster`() {
        var codel = ControlledDelay(target: .milliseconds(5), interval: .milliseconds(100))
        var drops: [Int] = []
        for step in 0..<1_000 {
            let isDropped = codel.drops(
                sojourn: .milliseconds(20), backlog: 30_000, at: .milliseconds(UInt64(step)))
            if isDropped { drops.append(step) }
        }
        // At 100 ms, 100/sqrt(1) later, then 100/sqrt(2) and so on.
        #expect(Array(drops.prefix(5)) == [100, 200, 271, 329, 379])
        let isShortDropped = codel.drops(
            sojourn: .milliseconds(4), backlog: 30_000, at: .milliseconds(1_001))
        #expect(!isShortDropped)
        var idle = ControlledDelay(target: .milliseconds(5), interval: .milliseconds(100))
        let idleDrops = (0..<1_000).count { step in
            idle.drops(
                sojourn: .milliseconds(20), backlog: 1_500, at: .milliseconds(UInt64(step)))
        }
        #expect(idleDrops == 0, "one packet is no standing queue")
    }

    /// The correlation of neighbours' ranks: of jitter, about that of its Gaussian process.
    private static func rankCorrelation(_ values: [Double]) -> Double {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        for (rank, place) in order.enumerated() { ranks[place] = Double(rank) }
        let mean = Double(values.count - 1) / 2
        var (product, square) = (0.0, 0.0)
        for place in 1..<values.count {
            product += (ranks[place] - mean) * (ranks[place - 1] - mean)
            square += (ranks[place] - mean) * (ranks[place] - mean)
        }
        return product / square
    }
}
