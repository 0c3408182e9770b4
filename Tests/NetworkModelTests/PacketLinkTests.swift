import NetworkModel
import Randomness
import Testing
import Timekeeping

/// What happens to packets, told moment by moment.
@Suite struct PacketLinkTests {
    /// A link that tells what came of its packets, woken exactly when it asks.
    struct Bench {
        var link: PacketLink
        private(set) var delivered: [(id: UInt64, milliseconds: Double)] = []
        private(set) var wrongBits: [Int] = []
        private(set) var copied: [UInt64] = []
        private(set) var dropped: [(id: UInt64, cause: DropCause)] = []

        init(_ conditions: DirectionConditions, seed: UInt64 = 1) {
            link = PacketLink(conditions, seed: Seed(seed), start: .origin)
        }
        mutating func offer(_ id: UInt64, bytes: Int = 1_500, at milliseconds: UInt64) {
            run(until: milliseconds)
            link.handle(.offer(id: id, bytes: bytes), at: .milliseconds(milliseconds))
            drain()
        }
        mutating func change(_ change: LinkChange, at milliseconds: UInt64) {
            run(until: milliseconds)
            link.handle(.change(change), at: .milliseconds(milliseconds))
            drain()
        }
        mutating func run(until milliseconds: UInt64) {
            while let next = link.wakeup, next <= .milliseconds(milliseconds) {
                link.handle(.wake, at: next)
                drain()
            }
        }
        var ids: [UInt64] { delivered.map(\.id) }
        var times: [Double] { delivered.map(\.milliseconds) }

        private mutating func drain() {
            while let output = link.nextOutput() {
                switch output {
                case .delivered(let id, let at, let bit, _):
                    delivered.append((id, (at - .origin).milliseconds))
                    if let bit { wrongBits.append(bit) }
                case .copied(let id): copied.append(id)
                case .dropped(let id, let cause): dropped.append((id, cause))
                }
            }
        }
    }

    @Test func `a perfect link delivers at once`() {
        var bench = Bench(.perfect)
        bench.offer(7, at: 3)
        #expect(bench.ids == [7] && bench.times == [3])
        #expect(bench.link.wakeup == nil)
    }
    @Test func `a packet takes its share of the rate and then the delay`() {
        var conditions = DirectionConditions(delay: .milliseconds(10))
        conditions.rate = .constant(bitsPerSecond: 12_000_000)
        var bench = Bench(conditions)
        for id in 0..<3 { bench.offer(UInt64(id), at: 0) }
        bench.run(until: 100)
        #expect(bench.times == [11, 12, 13])
    }
    @Test func `a full queue drops what comes, and one packet always fits an empty one`() {
        var conditions = DirectionConditions(delay: .zero)
        conditions.rate = .constant(bitsPerSecond: 12_000_000)
        conditions.queue = LinkQueue(byteLimit: 3_000, discipline: .dropTail)
        var bench = Bench(conditions)
        for id in 0..<3 { bench.offer(UInt64(id), at: 0) }
        #expect(bench.dropped.map(\.id) == [2] && bench.dropped[0].cause == .queueFull)
        bench.run(until: 10)
        bench.offer(3, bytes: 9_000, at: 10)
        bench.run(until: 20)
        #expect(bench.ids == [0, 1, 3])
    }
    @Test func `a packet without bytes or with too many is dropped`() {
        var bench = Bench(.perfect)
        bench.offer(1, bytes: 0, at: 0)
        bench.offer(2, bytes: Limits.packetBytes + 1, at: 0)
        bench.offer(3, bytes: Limits.packetBytes, at: 0)
        #expect(bench.dropped.map(\.cause) == [.size, .size])
        #expect(bench.ids == [3] && bench.link.counts.dropped(.size) == 2)
    }
    @Test func `no more packets than the limit are in a link at once`() {
        var conditions = DirectionConditions(delay: .seconds(1))
        conditions.queue.byteLimit = .max / 2
        var bench = Bench(conditions)
        for id in 0...UInt64(Limits.packets) { bench.offer(id, bytes: 1, at: 0) }
        #expect(bench.dropped.map(\.id) == [UInt64(Limits.packets)])
        #expect(bench.link.heldCount == Limits.packets)
    }
    @Test func `a trace carries fifteen hundred bytes at each stamp and wastes what nobody uses`()
        throws
    {
        var conditions = DirectionConditions(delay: .zero)
        conditions.rate = .trace(try DeliveryTrace(stamps: [2, 4, 4, 10]), offset: .zero)
        var bench = Bench(conditions)
        // Three small packets share the opportunity at 2 ms, the fourth goes on at 4 ms.
        for id in 0..<4 { bench.offer(UInt64(id), bytes: 500, at: 1) }
        bench.run(until: 5)
        #expect(bench.times == [2, 2, 2, 4])
        // The second at 4 ms has passed; a long packet takes 10 ms and, after the wrap, 12 ms.
        bench.offer(4, bytes: 2_000, at: 5)
        bench.run(until: 30)
        #expect(bench.times.last == 12)
        // 14 ms was wasted: the next are 20 and 22 ms.
        bench.offer(5, bytes: 1_500, at: 30)
        bench.run(until: 40)
        #expect(bench.times.last == 32)
    }
    @Test func `an offset begins a trace in its middle`() throws {
        var conditions = DirectionConditions(delay: .zero)
        conditions.rate = .trace(
            try DeliveryTrace(stamps: [2, 10]), offset: .milliseconds(5))
        var bench = Bench(conditions)
        bench.offer(0, at: 0)
        bench.offer(1, at: 0)
        bench.run(until: 30)
        #expect(bench.times == [5, 7])
    }
    @Test func `a cut loses what is sent, what leaves and what comes in it`() {
        var bench = Bench(DirectionConditions(delay: .milliseconds(20)))
        bench.offer(0, at: 0)
        bench.change(.cut(for: .milliseconds(30)), at: 10)
        bench.offer(1, at: 25)
        bench.offer(2, at: 40)
        bench.run(until: 100)
        #expect(bench.ids == [2] && bench.times == [60])
        #expect(bench.dropped.map(\.cause) == [.cut, .cut])
    }
    @Test func `a healed link carries at once`() {
        var bench = Bench(DirectionConditions(delay: .milliseconds(1)))
        bench.change(.cut(for: .max), at: 0)
        bench.offer(0, at: 5)
        bench.change(.heal, at: 10)
        bench.offer(1, at: 10)
        bench.run(until: 20)
        #expect(bench.ids == [1])
        bench.change(.stall(for: .max), at: 20)
        bench.offer(2, at: 20)
        bench.run(until: 100)
        bench.change(.heal, at: 100)
        bench.run(until: 200)
        #expect(bench.ids == [1, 2] && bench.times == [11, 101])
    }
    @Test func `a stall holds everything and then lets it go in a burst, in order`() {
        var bench = Bench(DirectionConditions(delay: .milliseconds(5)))
        bench.offer(0, at: 8)
        bench.change(.stall(for: .milliseconds(100)), at: 10)
        for id in 1..<4 { bench.offer(UInt64(id), at: 10 + 10 * UInt64(id)) }
        bench.run(until: 300)
        #expect(bench.ids == [0, 1, 2, 3])
        #expect(bench.times == [110, 115, 115, 115])
    }
    @Test func `a hand-over is a gap and then another delay`() {
        var bench = Bench(DirectionConditions(delay: .milliseconds(5)))
        bench.change(
            .handover(
                gap: .milliseconds(50), isLossy: false, extra: .milliseconds(30)), at: 10)
        bench.offer(0, at: 20)
        bench.offer(1, at: 100)
        bench.run(until: 300)
        #expect(bench.times == [95, 135])
        bench.change(
            .handover(gap: .milliseconds(50), isLossy: true, extra: .zero), at: 300)
        bench.offer(2, at: 320)
        bench.offer(3, at: 400)
        bench.run(until: 500)
        #expect(bench.ids == [0, 1, 3] && bench.times.last == 405)
    }
    @Test func `one wrong bit, a copy and a late packet are told and counted`() {
        var conditions = DirectionConditions(delay: .milliseconds(5))
        conditions.corruption = 1
        conditions.duplication = 1
        var bench = Bench(conditions)
        bench.offer(0, bytes: 100, at: 0)
        bench.run(until: 10)
        #expect(bench.ids == [0, 0] && bench.link.counts.copies == 1 && bench.copied == [0])
        #expect(bench.wrongBits.count == 2 && bench.wrongBits.allSatisfy { (0..<800) ~= $0 })
        conditions = DirectionConditions(delay: .milliseconds(5))
        conditions.reordering = Reordering(share: 0.3, lateness: .milliseconds(15))
        bench = Bench(conditions)
        for id in 0..<100 { bench.offer(UInt64(id), at: 10 * UInt64(id)) }
        bench.run(until: 2_000)
        #expect(bench.ids != bench.ids.sorted() && bench.ids.count == 100)
        #expect((15...45) ~= bench.link.counts.reordered)
    }
    @Test func `another rate holds for the packet that is leaving`() {
        var conditions = DirectionConditions(delay: .zero)
        conditions.rate = .constant(bitsPerSecond: 1_000)
        var bench = Bench(conditions)
        bench.offer(0, at: 0)
        conditions.rate = .constant(bitsPerSecond: 12_000_000)
        bench.change(.conditions(conditions), at: 100)
        bench.run(until: 200)
        #expect(bench.times == [101])
    }
    @Test func `a shell that wakes it late gets the same fates, late`() {
        var conditions = DirectionConditions(delay: .milliseconds(5))
        conditions.jitter = Jitter(
            law: .uniform(.zero, .milliseconds(20)), correlation: .milliseconds(50))
        conditions.loss = .independent(0.2)
        var (exact, late) = (Bench(conditions), Bench(conditions))
        for id in 0..<200 { exact.offer(UInt64(id), at: 3 * UInt64(id)) }
        exact.run(until: 5_000)
        for id in 0..<200 {
            late.link.handle(
                .offer(id: UInt64(id), bytes: 1_500), at: .milliseconds(3 * UInt64(id)))
        }
        late.change(.heal, at: 5_000)
        #expect(exact.ids == late.ids && exact.times == late.times)
    }
}
