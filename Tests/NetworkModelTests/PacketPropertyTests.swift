import NetworkModel
import Randomness
import Testing
import Timekeeping

/// What holds of packets whatever the conditions; each failure names its seed.
@Suite struct PacketPropertyTests {
    /// One run: random packets over a random link, with the times that every property asks about.
    struct Run {
        var link: PacketLink
        var random: RandomStream
        var now = Instant.origin
        var digest = Digest()
        var sent: [Instant] = []
        var sizes: [Int] = []
        var delivered: [(id: UInt64, at: Instant, isCopy: Bool)] = []
        // Of each packet, less its copies.
        var fates: [UInt64: Int] = [:]
        var largest = 0

        init(seed: UInt64, isSteady: Bool) {
            random = Seed(seed).stream("test")
            let conditions =
                isSteady
                ? RandomConditions.steady(&random) : RandomConditions.direction(&random)
            link = PacketLink(conditions, seed: Seed(seed), start: .origin)
        }
        mutating func offer() {
            let bytes = random.integer(in: 40..<1_501)
            largest = max(largest, bytes)
            link.handle(.offer(id: UInt64(sent.count), bytes: bytes), at: now)
            sent.append(now)
            sizes.append(bytes)
            drain()
        }
        mutating func change(_ change: LinkChange) {
            link.handle(.change(change), at: now)
            drain()
        }
        mutating func run(until end: Instant) {
            while let next = link.wakeup, next <= end {
                now = next
                link.handle(.wake, at: now)
                drain()
            }
            now = end
        }
        mutating func step() {
            let span = random.chance(0.7) ? random.integer(in: 0..<4) : random.integer(in: 0..<80)
            run(until: now + .milliseconds(Int64(span)))
            offer()
        }
        private mutating func drain() {
            while let output = link.nextOutput() {
                switch output {
                case .delivered(let id, let at, let bit, let isCopy):
                    delivered.append((id, at, isCopy))
                    digest.fold(id)
                    digest.fold(at.nanoseconds)
                    digest.fold(bit ?? -1)
                    fates[id, default: 0] += 1
                case .copied(let id): fates[id, default: 0] -= 1
                case .dropped(let id, let cause):
                    fates[id, default: 0] += 1
                    digest.fold(id)
                    digest.fold(cause.rawValue)
                }
            }
        }
    }

    @Test(arguments: 0..<40)
    func `every packet is delivered, dropped with a cause, waiting or on its way`(seed: UInt64) {
        var run = Run(seed: seed, isSteady: false)
        for step in 0..<300 {
            run.step()
            if step % 50 == 49 { run.change(RandomConditions.change(&run.random)) }
            let counts = run.link.counts
            #expect(
                counts.offered + counts.copies
                    == counts.delivered + counts.dropped + UInt64(run.link.heldCount),
                "seed \(seed), step \(step)")
            #expect(run.link.queuedBytes >= 0, "seed \(seed)")
        }
        run.change(.heal)
        run.run(until: run.now + .seconds(3_600))
        #expect(run.link.heldCount == 0 && run.link.queuedBytes == 0, "seed \(seed)")
        #expect(run.link.counts.delivered == UInt64(run.delivered.count), "seed \(seed)")
        #expect(run.fates.values.allSatisfy { $0 == 1 }, "seed \(seed): one, and one a copy")
    }
    @Test(arguments: 0..<40)
    func `the queue keeps its bound, packets their order, and no way is shorter than the delay`(
        seed: UInt64
    ) {
        var run = Run(seed: seed, isSteady: false)
        let conditions = run.link.conditions
        for step in 0..<300 {
            run.step()
            if step == 100 { run.change(.stall(for: .milliseconds(200))) }
            if step == 200 { run.change(.cut(for: .milliseconds(200))) }
            let bound = max(conditions.queue.byteLimit, run.largest)
            #expect(run.link.queuedBytes <= bound, "seed \(seed), step \(step)")
        }
        run.run(until: run.now + .seconds(3_600))
        let originals = run.delivered.filter { !$0.isCopy }.map(\.id)
        #expect(originals == originals.sorted(), "seed \(seed)")
        for (id, at, _) in run.delivered {
            #expect(at - run.sent[Int(id)] >= conditions.delay, "seed \(seed), packet \(id)")
        }
    }
    @Test(arguments: 0..<40)
    func `no window carries more than the rate`(seed: UInt64) {
        var run = Run(seed: seed, isSteady: true)
        for _ in 0..<400 { run.step() }
        run.run(until: run.now + .seconds(3_600))
        // Without jitter deliveries are as far apart as departures.
        var bytes = [0]
        for (id, _, _) in run.delivered { bytes.append((bytes.last ?? 0) + run.sizes[Int(id)]) }
        for first in stride(from: 0, to: run.delivered.count, by: 5) {
            for last in stride(from: first, to: min(first + 90, run.delivered.count), by: 3) {
                let span = run.delivered[last].at - run.delivered[first].at
                // The first one's bytes left before the window began.
                let carried = bytes[last + 1] - bytes[first + 1]
                let most = Self.most(run.link.conditions, run.delivered[first].at, span)
                #expect(carried <= most, "seed \(seed), packets \(first) to \(last)")
            }
        }
    }
    @Test(arguments: 0..<20)
    func `nothing is delivered in a cut`(seed: UInt64) {
        var run = Run(seed: seed, isSteady: false)
        for _ in 0..<100 { run.step() }
        let begin = run.now
        run.change(.cut(for: .milliseconds(500)))
        for _ in 0..<100 { run.step() }
        run.run(until: run.now + .seconds(100))
        let inCut = run.delivered.count { $0.at > begin && $0.at < begin + .milliseconds(500) }
        #expect(inCut == 0, "seed \(seed)")
    }
    @Test(arguments: 0..<10)
    func `one seed, one run, however often it is woken`(seed: UInt64) {
        var (one, other) = (Run(seed: seed, isSteady: false), Run(seed: seed, isSteady: false))
        for _ in 0..<200 {
            one.step()
            other.step()
            other.link.handle(.wake, at: other.now)
            other.change(.cut(for: .zero))
        }
        one.run(until: one.now + .seconds(10))
        other.run(until: other.now + .seconds(10))
        #expect(one.digest == other.digest, "seed \(seed)")
    }
    @Test func `the runs of ten seeds have the digest they always had`() {
        var digest = Digest()
        for seed in 0..<10 {
            var run = Run(seed: UInt64(seed), isSteady: false)
            for step in 0..<200 {
                run.step()
                if step % 60 == 59 { run.change(RandomConditions.change(&run.random)) }
            }
            run.run(until: run.now + .seconds(10))
            digest.fold(run.digest.value)
        }
        #expect(digest.value == 9_021_018_856_478_224_109, "found \(digest.value)")
    }

    /// Bytes that may leave in a window that begins right after an instant: what the rate gives,
    /// and for a trace what its opportunities do.
    private static func most(
        _ conditions: DirectionConditions, _ begin: Instant, _ span: Interval
    ) -> Int {
        switch conditions.rate {
        case .unlimited: return .max
        case .constant(let bitsPerSecond):
            return Int(span.seconds * Double(bitsPerSecond) / 8 + 1e-6)
        case .trace(let trace, let offset):
            let period = Int64(trace.milliseconds)
            let from = (begin - .origin - conditions.delay + offset).nanoseconds
            let to = from + span.nanoseconds
            var count = 0
            for round in from / 1_000_000 / period - 1...to / 1_000_000 / period + 1 {
                count += trace.stamps.count { stamp in
                    // What is left of the opportunity at which the window begins counts too.
                    let at = (Int64(stamp) + round * period) * 1_000_000
                    return at >= from && at <= to
                }
            }
            return count * DeliveryTrace.opportunityBytes
        }
    }
}
