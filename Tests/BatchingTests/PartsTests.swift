import Testing
import Timekeeping

@testable import Batching

/// The parts that the batcher is made of, each alone.
@Suite struct PartsTests {
    // MARK: DownlinkModel

    @Test func `odds grow with the slack and end in certainty`() {
        for index in 0..<NetworkClass.count {
            let model = DownlinkModel(NetworkClass(index))
            let scale = NetworkClass(index).scale.nanoseconds
            let odds = (-1...200).map { model.odds(scale * $0 / 20) }
            #expect(odds.first == 0 && odds.last == DownlinkModel.certain)
            #expect(zip(odds, odds.dropFirst()).allSatisfy { $0 <= $1 })
            let half = model.odds(scale * 3 / 4)
            #expect((30_000...36_000).contains(half), "the guess: half arrive by 3/4 of the scale")
        }
    }
    @Test func `a few hundred measurements outweigh the guess`() {
        var model = DownlinkModel(NetworkClass(4))
        for _ in 0..<600 { model.record(.milliseconds(40)) }
        #expect(model.odds(39_000_000) < 8_000)
        #expect(model.odds(41_000_000) > 57_000)
        #expect(model.slack(32_768) >= .milliseconds(40))
    }
    @Test func `what is measured later replaces what was before`() {
        var model = DownlinkModel(NetworkClass(4))
        for _ in 0..<20_000 { model.record(.milliseconds(40)) }
        for _ in 0..<40_000 { model.record(.milliseconds(5)) }
        #expect(model.odds(6_000_000) > 60_000)
    }
    @Test func `times from clocks that are apart, and absurd ones, are taken for the nearest`() {
        var model = DownlinkModel(NetworkClass(0))
        for time in [Interval.nanoseconds(.min), .max, .zero, .nanoseconds(-1)] {
            for _ in 0..<1_000 { model.record(time) }
        }
        #expect(model.odds(.max) == DownlinkModel.certain && model.odds(.min) == 0)
    }
    @Test func `classes are by powers of two of a millisecond`() {
        let expected: [(Int64, Int)] = [
            (0, 0), (1_000, 0), (1_001, 1), (2_000, 1), (15_000, 4), (64_000, 6), (64_001, 7),
            (9_000_000, 7),
        ]
        for (microseconds, index) in expected {
            #expect(NetworkClass(oneWay: .microseconds(microseconds)).index == index)
        }
        #expect(NetworkClass(oneWay: .max).index == 7 && NetworkClass(oneWay: .zero).index == 0)
    }

    // MARK: DemandMeter

    @Test func `a steady fleet measures steady, and a silent one nothing`() {
        var meter = DemandMeter(models: 2)
        var changes = 0
        for tick in 0..<1_000 {
            if meter.advance(to: .milliseconds(UInt64(tick))) { changes += 1 }
            for _ in 0..<3 { meter.count(1) }
            if tick > 100 { #expect((2_990...3_010).contains(meter.rate(1))) }
        }
        #expect(changes == 39, "every 25 ms")
        #expect(meter.rate(0) == 0)
        let changed = meter.advance(to: .milliseconds(1_600))
        #expect(changed)
        #expect(meter.rate(1) == 0, "nothing for longer than it looks back")
    }
    @Test func `a pause of a century is one window`() {
        var meter = DemandMeter(models: 1)
        _ = meter.advance(to: .milliseconds(1))
        meter.count(0)
        let century: UInt64 = 3_200_000_000_000_000_000
        let (first, second) = (
            meter.advance(to: Instant(nanoseconds: century)),
            meter.advance(to: Instant(nanoseconds: century + 1))
        )
        #expect(first && !second && meter.rate(0) == 0)
    }

    @Test func `the end of time is a window's end`() {
        var meter = DemandMeter(models: 1)
        for before in [30_000_000, 1, 0] as [UInt64] {
            _ = meter.advance(to: Instant(nanoseconds: .max - before))
        }
        #expect(meter.rate(0) == 0)
    }

    // MARK: Choice

    private func queue(_ deadlines: [UInt64], weights: [UInt16]? = nil) -> RequestQueue {
        var queue = RequestQueue(limit: deadlines.count)
        for (slot, deadline) in deadlines.enumerated() {
            queue.insert(
                RequestQueue.Entry(
                    deadline: deadline, slot: UInt32(slot), weight: weights?[slot] ?? 256,
                    network: 0, tenant: 0))
        }
        return queue
    }
    private let odds = OddsTables((0..<NetworkClass.count).map { DownlinkModel(NetworkClass($0)) })

    @Test func `the queue is by deadline, and equal ones by arrival`() {
        var queue = queue([5, 3, 9, 3, 1, 9])
        #expect((0..<6).map { queue[$0].slot } == [4, 1, 3, 0, 2, 5])
        #expect(queue.count(from: 3) == 5 && queue.count(from: 10) == 0)
        queue.remove(deadline: 3, slot: 3)
        queue.remove(deadline: 1, slot: 4)
        #expect((0..<4).map { queue[$0].slot } == [1, 0, 2, 5])
        queue.keepWaiting([.runs, .waits, .shed, .waits])
        #expect((0..<2).map { queue[$0].slot } == [0, 5])
    }
    @Test func `the sum of the worthiest counts nothing that is hopeless`() {
        let ms: UInt64 = 1_000_000
        let queue = queue([0, 1, 50 * ms, 60 * ms, 70 * ms])
        var choice = Choice(limit: 5, tenants: 1)
        let certain = UInt64(DownlinkModel.certain) * 256
        let sums = [5, 2, 4].map { choice.evaluate(queue, $0, end: 1, odds) }
        #expect(sums == [3 * certain, 2 * certain, 3 * certain])
    }
    @Test func `the earliest of the worthiest run, and what is beyond all need is shed`() {
        let ms: UInt64 = 1_000_000
        let queue = queue(
            [50, 60, 70, 80, 90, 100].map { $0 * ms }, weights: [64, 256, 256, 64, 256, 512])
        var choice = Choice(limit: 6, tenants: 1)
        choice.price(queue, 0, end: 0, odds)
        choice.run(2, eligible: 3, kept: 5, of: 6) { _ in true }
        // Worth most are 5, then of equals the later: 4 and 2. The earliest of those: 2 and 4.
        #expect(choice.fates == [.shed, .waits, .runs, .waits, .runs, .waits])
    }
}
