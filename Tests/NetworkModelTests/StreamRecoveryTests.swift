import NetworkModel
import Randomness
import Testing
import Timekeeping

/// What a sender does about what is missing, each rule told as a timeline. A round trip is 40 ms.
@Suite struct StreamRecoveryTests {
    typealias Bench = StreamLinkTests.Bench

    private static let plain = DirectionConditions(delay: .milliseconds(20))
    // 1,500 bytes take 10 ms.
    private static let thin: DirectionConditions = {
        var conditions = plain
        conditions.rate = .constant(bitsPerSecond: 1_200_000)
        return conditions
    }()

    private func feed(_ bench: inout Bench, _ id: UInt64, _ bytes: Int = 100, at time: UInt64) {
        bench.feed(.offer(id: id, bytes: bytes), at: time)
    }
    private func cut(_ bench: inout Bench, from begin: UInt64, until end: UInt64) {
        bench.feed(.change(.cut(for: .milliseconds(Int64(end - begin)))), at: begin)
    }
    private func cutBack(_ bench: inout Bench, from begin: UInt64, until end: UInt64) {
        bench.feed(.back(.cut(for: .milliseconds(Int64(end - begin)))), at: begin)
    }

    // MARK: RACK

    @Test func `what left later and is there tells that something is missing`() {
        var bench = Bench(Self.plain)
        cut(&bench, from: 0, until: 50)
        feed(&bench, 0, at: 10)
        feed(&bench, 1, at: 100)
        bench.run(until: 1_000)
        // The second's acknowledgement at 140 ms tells of the first.
        #expect(bench.ids == [0, 1] && bench.times == [160, 160])
        #expect(bench.link.counts.cut == 1 && bench.link.counts.retransmissions == 1)
    }
    @Test func `disorder may explain a gap for a quarter of a round trip and some ticks`() {
        var bench = Bench(Self.plain)
        cut(&bench, from: 0, until: 3)
        feed(&bench, 0, at: 0)
        feed(&bench, 1, at: 5)
        bench.run(until: 1_000)
        // Known at 45 ms, waited for until 0 + 40 + 10, and 4 ms for the kernel's timer.
        #expect(bench.times == [74, 74])
    }
    @Test func `what was sent again and is lost is found by what left after it`() {
        var bench = Bench(Self.plain)
        cut(&bench, from: 0, until: 3)
        feed(&bench, 0, at: 0)
        feed(&bench, 1, at: 5)
        cut(&bench, from: 50, until: 60)
        feed(&bench, 2, at: 100)
        bench.run(until: 1_000)
        // Sent again at 54 and at 140, when the third is acknowledged: no timer.
        #expect(bench.times == [160, 160, 160])
        #expect(bench.link.counts.retransmissions == 2 && bench.link.counts.timeouts == 0)
    }
    @Test func `an acknowledgement that was delayed makes the round trip look longer`() {
        var bench = Bench(Self.thin)
        // Out at 10 and 14.35 ms, the second lost; the chaser behind them at 34.9.
        feed(&bench, 0, 2_048, at: 0)
        cut(&bench, from: 12, until: 16)
        feed(&bench, 1, 32, at: 34)
        bench.run(until: 1_000)
        // The first is acknowledged with the chaser only, 64.56 ms after it left, so the second may
        // be late until 14.35 + 64.56 + 10, and 4 ms for the timer; then it takes 4.35 to leave.
        let expected = 14.347 + 64.56 + 10 + 4 + 4.347 + 20
        #expect(bench.times.allSatisfy { abs($0 - expected) < 0.1 }, "\(bench.times)")
    }

    // MARK: The tail probe

    @Test func `a single segment waits for the delayed acknowledgement's time`() {
        var bench = Bench(Self.plain)
        cut(&bench, from: 0, until: 50)
        feed(&bench, 0, at: 0)
        bench.run(until: 1_000)
        #expect(bench.times == [262] && bench.link.counts.timeouts == 0)
    }
    @Test func `several missing segments are probed for after two round trips`() {
        var bench = Bench(Self.plain)
        cut(&bench, from: 0, until: 50)
        feed(&bench, 0, 2_000, at: 0)
        bench.run(until: 1_000)
        // The last is sent again at 84 ms, and its acknowledgement at 124 tells of the first.
        #expect(bench.times == [144] && bench.link.counts.retransmissions == 2)
    }
    @Test func `a longer way back makes recovery later`() {
        var bench = Bench(Self.plain)
        bench.feed(.returnDelay(.milliseconds(80)), at: 0)
        cut(&bench, from: 0, until: 50)
        feed(&bench, 0, at: 0)
        bench.run(until: 1_000)
        // 100 and 200 ms, which the kernel's coarser ticks make 316.
        #expect(bench.times == [336])
    }

    // MARK: The timer

    @Test func `a backed-off sender doubles its wait and sends nothing new`() {
        var bench = Bench(Self.plain)
        cut(&bench, from: 0, until: 900)
        feed(&bench, 0, at: 0)
        feed(&bench, 1, at: 910)
        bench.run(until: 2_000)
        // Probed at 242, timed out at 484 and, with coarser ticks, at 484 + 480 + 16.
        #expect(bench.times == [1_000, 1_040] && bench.link.counts.timeouts == 2)
    }
    @Test func `the wait for a retransmission has a bound`() {
        var bench = Bench(Self.plain)
        bench.feed(.change(.cut(for: .max)), at: 0)
        feed(&bench, 0, at: 0)
        bench.run(until: 3_600_000)
        bench.feed(.change(.heal), at: 3_600_000)
        bench.run(until: 3_600_000 + UInt64(Limits.retransmissionMilliseconds) + 1_044)
        #expect(bench.ids == [0])
    }
    @Test func `nothing new is sent until what was sent again is there`() {
        var bench = Bench(Self.plain)
        cut(&bench, from: 0, until: 3)
        feed(&bench, 0, at: 0)
        feed(&bench, 1, at: 50)
        cut(&bench, from: 85, until: 95)
        feed(&bench, 2, at: 150)
        bench.run(until: 1_000)
        // Sent again at 90 and lost; one is out, so the third waits, and only the timer tells.
        #expect(bench.times == [352, 352, 392] && bench.link.counts.timeouts == 1)
    }

    // MARK: The way back

    @Test func `a lost acknowledgement makes the sender send again, and delays nothing`() {
        var bench = Bench(Self.plain)
        cutBack(&bench, from: 0, until: 100)
        feed(&bench, 0, at: 0)
        feed(&bench, 1, at: 50)
        bench.run(until: 1_000)
        #expect(bench.times == [20, 70])
        feed(&bench, 2, at: 1_000)
        bench.run(until: 2_000)
        #expect(bench.times == [20, 70, 1_020] && bench.link.counts.retransmissions == 1)
    }
    @Test func `without acknowledgements the sender backs off, though all is there`() {
        var bench = Bench(Self.plain)
        cutBack(&bench, from: 0, until: 995)
        feed(&bench, 0, at: 0)
        feed(&bench, 1, at: 600)
        bench.run(until: 2_000)
        // What was sent again at 980 ms is acknowledged at 1,020.
        #expect(bench.times == [20, 1_040] && bench.link.counts.timeouts == 2)
    }
    @Test func `what the other end sends carries the acknowledgement that was lost`() {
        var bench = Bench(Self.plain)
        cutBack(&bench, from: 0, until: 30)
        feed(&bench, 0, at: 0)
        bench.feed(.reply, at: 60)
        feed(&bench, 1, at: 1_000)
        bench.run(until: 2_000)
        #expect(bench.times == [20, 1_020] && bench.link.counts.retransmissions == 0)
    }
    @Test func `acknowledgements meet the other direction's outages`() {
        var back = Self.plain
        back.outages = Spells(good: .seconds(1), bad: .seconds(1), law: .fixed)
        var bench = Bench(Self.plain)
        bench.link = StreamLink(
            Self.plain, back: back, seed: Seed(1), backSeed: Seed(2), start: .origin)
        feed(&bench, 0, at: 990)
        feed(&bench, 1, at: 1_600)
        bench.run(until: 5_000)
        // Sent again at 1,232, 1,474, 1,970 and 2,946 ms.
        #expect(bench.times == [1_010, 3_006] && bench.link.counts.timeouts == 3)
    }
}
