import NetworkModel
import Randomness
import Testing
import Timekeeping

/// What holds of streams whatever the conditions; each failure names its seed.
@Suite struct StreamPropertyTests {
    /// One run: random messages over a random link.
    struct Run {
        var link: StreamLink
        var random: RandomStream
        var now = Instant.origin
        var digest = Digest()
        var sent: [UInt64: Instant] = [:]
        var taken: [UInt64] = []
        var complete: [(id: UInt64, at: Instant)] = []
        var readable: [Instant] = []
        var largest = 0
        private var next: UInt64 = 0

        init(seed: UInt64) {
            random = Seed(seed).stream("test")
            link = StreamLink(
                RandomConditions.direction(&random), returnDelay: .milliseconds(15),
                seed: Seed(seed), start: .origin)
        }
        mutating func step() {
            let span = random.chance(0.5) ? random.integer(in: 0..<10) : random.integer(in: 0..<90)
            run(until: now + .milliseconds(Int64(span)))
            let bytes = random.integer(in: 1..<(random.chance(0.8) ? 3_000 : 30_000))
            sent[next] = now
            taken.append(next)
            if link.accepts(bytes) { largest = max(largest, bytes) }
            link.handle(.offer(id: next, bytes: bytes), at: now)
            next += 1
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
        private mutating func drain() {
            while let output = link.nextOutput() {
                switch output {
                case .delivered(let id, let bytes, let isLast, let at):
                    readable.append(at)
                    if isLast { complete.append((id, at)) }
                    digest.fold(id)
                    digest.fold(bytes)
                    digest.fold(at.nanoseconds)
                case .refused(let id, _):
                    taken.removeAll { $0 == id }
                    digest.fold(id)
                case .writable: digest.fold(1)
                }
            }
        }
    }

    @Test(arguments: 0..<40)
    func `every byte is delivered in order or held, and all come once the link is well`(
        seed: UInt64
    ) {
        var run = Run(seed: seed)
        for step in 0..<200 {
            run.step()
            if step % 40 == 39 { run.change(RandomConditions.change(&run.random)) }
            let counts = run.link.counts
            #expect(
                counts.offeredBytes == counts.deliveredBytes + UInt64(run.link.heldBytes),
                "seed \(seed), step \(step)")
            #expect(run.link.waitingBytes <= run.link.heldBytes, "seed \(seed), step \(step)")
            #expect(run.link.heldBytes == 0 || run.link.wakeup != nil, "seed \(seed): stuck")
        }
        run.change(.heal)
        run.change(.conditions(DirectionConditions(delay: .milliseconds(5))))
        run.run(until: run.now + .seconds(300))
        #expect(run.complete.map(\.id) == run.taken, "seed \(seed)")
        #expect(run.link.heldBytes == 0 && run.link.waitingBytes == 0, "seed \(seed)")
        #expect(run.link.wakeup == nil, "seed \(seed)")
    }
    @Test(arguments: 0..<40)
    func `the buffer keeps its bound and no message is faster than the delay`(seed: UInt64) {
        var run = Run(seed: seed)
        let conditions = run.link.conditions
        for step in 0..<200 {
            run.step()
            let bound = max(conditions.queue.byteLimit, run.largest)
            #expect(run.link.waitingBytes <= bound, "seed \(seed), step \(step)")
        }
        run.run(until: run.now + .seconds(100))
        for (id, at) in run.complete {
            let way = at - (run.sent[id] ?? at)
            #expect(way >= conditions.delay, "seed \(seed), message \(id)")
        }
        #expect(run.readable == run.readable.sorted(), "seed \(seed)")
    }
    @Test(arguments: 0..<20)
    func `nothing is delivered in a cut`(seed: UInt64) {
        var run = Run(seed: seed)
        for _ in 0..<50 { run.step() }
        let begin = run.now
        run.change(.cut(for: .milliseconds(500)))
        for _ in 0..<50 { run.step() }
        let inCut = run.readable.count { $0 > begin && $0 < begin + .milliseconds(500) }
        #expect(inCut == 0, "seed \(seed)")
    }
    @Test(arguments: 0..<10)
    func `one seed, one run, however often it is woken`(seed: UInt64) {
        var (one, other) = (Run(seed: seed), Run(seed: seed))
        for _ in 0..<150 {
            one.step()
            other.step()
            other.link.handle(.wake, at: other.now)
        }
        one.run(until: one.now + .seconds(100))
        other.run(until: other.now + .seconds(100))
        #expect(one.digest == other.digest, "seed \(seed)")
    }
    @Test func `the runs of ten seeds have the digest they always had`() {
        var digest = Digest()
        for seed in 0..<10 {
            var run = Run(seed: UInt64(seed))
            for step in 0..<150 {
                run.step()
                if step % 40 == 39 { run.change(RandomConditions.change(&run.random)) }
            }
            run.run(until: run.now + .seconds(10))
            digest.fold(run.digest.value)
        }
        #expect(digest.value == 14_370_229_541_129_458_591, "found \(digest.value)")
    }
}
