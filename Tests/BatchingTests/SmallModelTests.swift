import Randomness
import Testing
import Timekeeping

@testable import Batching

/// Cells small enough to know the best that anybody could have done, arrivals foreseen.
@Suite struct SmallModelTests {
    /// What happens to the cell, in milliseconds.
    private struct Small {
        var arrivals: [(at: Int, deadline: Int)]
        var workers: Int
        /// By batch size, from one on.
        var times: [Int]

        init(_ random: inout RandomStream) {
            let (base, slope) = (random.integer(in: 4..<12), random.integer(in: 1..<5))
            times = (0..<random.integer(in: 1..<5)).map { base + slope * $0 }
            workers = random.integer(in: 1..<3)
            let (arrivals, spread) = (random.integer(in: 2..<9), random.integer(in: 1..<60))
            self.arrivals = (0..<arrivals).map { _ in
                let at = 1 + random.integer(in: 0..<spread)
                return (at, at + random.integer(in: 8..<45))
            }
            self.arrivals.sort { $0.at < $1.at }
        }
        /// The most plans in time. Of those that a batch of a size can have in time the earliest
        /// deadlines go into it: to leave a later one is never worse.
        func optimum(_ free: [Int], _ left: Set<Int>) -> Int {
            guard let now = free.first else { return 0 }
            let open = left.filter { arrivals[$0].deadline >= now + times[0] }
            guard !open.isEmpty else { return 0 }
            var best = 0
            let here = open.filter { arrivals[$0].at <= now }
                .sorted { (arrivals[$0].deadline, $0) < (arrivals[$1].deadline, $1) }
            for (index, time) in times.enumerated() {
                let batch = here.filter { arrivals[$0].deadline >= now + time }.prefix(index + 1)
                guard batch.count == index + 1 else { continue }
                let rest = (free.dropFirst() + [now + time]).sorted()
                best = max(best, batch.count + optimum(rest, open.subtracting(batch)))
            }
            let later = open.map { arrivals[$0].at }.filter { $0 > now }.min()
            if let later {
                best = max(best, optimum((free.dropFirst() + [later]).sorted(), open))
            }
            return best
        }
    }

    @Test func `has four fifths of the optimum on average and never a dominated batch`() {
        let seed = Seed(0x0b71)
        print("SmallModelTests seed \(seed.value)")
        var random = seed.stream("cells")
        var (ours, best) = (0, 0)
        for _ in 0..<300 {
            let small = Small(&random)
            let all = Set(small.arrivals.indices)
            let free = [Int](repeating: 0, count: small.workers)
            best += small.optimum(free, all)
            ours += run(small, seed)
        }
        print("SmallModelTests: \(ours) of \(best) plans in time")
        #expect(Double(ours) >= 0.8 * Double(best), "\(ours) of \(best)")
    }

    /// Plans in time, on links that take no time and are known to.
    private func run(_ small: Small, _ seed: Seed) -> Int {
        var bench = Bench(queueLimit: 16, workerLimit: small.workers, streamLimit: 16)
        for _ in 0..<9_000 {
            _ = bench.handle(.downlinkMeasured(NetworkClass(0), .zero), at: .origin)
        }
        for worker in 0..<small.workers {
            _ = bench.join(
                worker, limit: small.times.count, times: small.times.map(Int64.init), at: 0)
        }
        var ends: [(at: Int, worker: Int)] = []
        var deadlines: [RequestID: Int] = [:]
        var (onTime, stream) = (0, 0)
        for now in 0..<200 {
            var outputs: [BatcherOutput] = []
            func check() {
                for batch in bench.batches {
                    ends.append((now + small.times[batch.members.count - 1], batch.slot))
                    let waiting = deadlines.keys.filter { bench.batcher.isWaiting($0) }
                    let choice = (waiting + batch.members).compactMap { deadlines[$0] }
                    #expect(
                        batch.members.count == Self.most(choice, small.times, now),
                        "as many as can be in time at once; seed \(seed.value)")
                }
            }
            for end in ends where end.at == now {
                outputs += bench.finish(end.worker, at: UInt64(now))
                check()
            }
            for arrival in small.arrivals where arrival.at == now {
                let (id, more) = bench.arrive(
                    stream: stream, deadline: UInt64(arrival.deadline), at: UInt64(now))
                deadlines[id] = arrival.deadline
                stream += 1
                outputs += more
                check()
            }
            if let due = bench.batcher.wakeup, due <= .milliseconds(UInt64(now)) {
                outputs += bench.wake(at: UInt64(now))
                check()
            }
            for case .resolve(let id, .answered) in outputs
            where deadlines[id].map({ $0 >= now }) ?? false {
                onTime += 1
            }
        }
        #expect(bench.batcher.counts.isBalanced && bench.batcher.counts.queued == 0)
        return onTime
    }
    /// The most of these deadlines that one batch can keep.
    private static func most(_ deadlines: [Int], _ times: [Int], _ now: Int) -> Int {
        times.enumerated().map { index, time in
            min(index + 1, deadlines.count { $0 > now + time })
        }.max() ?? 0
    }
}
