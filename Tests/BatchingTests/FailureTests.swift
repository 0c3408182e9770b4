import Testing
import Timekeeping

@testable import Batching

/// A worker killed at every event of a small trace.
@Suite struct FailureTests {
    private static let workers = 2
    private static let steps = 70

    @Test func `a worker lost at any event loses no request from the books, and gives none twice`()
    {
        for victim in 0..<Self.workers {
            for step in 0..<Self.steps { run(killing: victim, at: step) }
        }
    }

    private func run(killing victim: Int, at fatal: Int) {
        var bench = Bench(queueLimit: 16, workerLimit: Self.workers, streamLimit: 6)
        for worker in 0..<Self.workers {
            _ = bench.join(worker, limit: 3, times: [9, 11, 13], at: 0)
        }
        var (open, ends): ([RequestID: Instant], [RequestID: Int]) = ([:], [:])
        var ran: Set<RequestID> = []
        func note(_ outputs: [BatcherOutput], at now: Instant) {
            for case .resolve(let id, _) in outputs { ends[id, default: 0] += 1 }
            for member in bench.batches.flatMap(\.members) {
                guard !ran.insert(member).inserted, let deadline = open[member] else { continue }
                let odds = bench.batcher.odds(
                    NetworkClass(0), slack: deadline - now - .milliseconds(9))
                #expect(odds >= SchedulingPolicy.hopelessOdds, "only with hope")
            }
        }
        for step in 0..<Self.steps {
            let now = UInt64(step) * 5 + 1
            if let due = bench.batcher.wakeup, due <= .milliseconds(now) {
                note(bench.wake(at: now), at: .milliseconds(now))
            }
            if step == fatal {
                note(
                    bench.handle(.workerLost(WorkerSlot(victim)), at: .milliseconds(now)),
                    at: .milliseconds(now))
            }
            if step % 3 == 2 {
                let worker = step / 3 % Self.workers
                note(bench.finish(worker, at: now), at: .milliseconds(now))
            } else {
                let deadline = now + UInt64(20 + step * 7 % 40)
                let (id, outputs) = bench.arrive(stream: step % 6, deadline: deadline, at: now)
                open[id] = .milliseconds(deadline)
                note(outputs, at: .milliseconds(now))
            }
            #expect(bench.batcher.counts.isBalanced)
        }
        while let due = bench.batcher.wakeup { note(bench.handle(.wake, at: due), at: due) }
        #expect(ends.count == open.count && ends.values.allSatisfy { $0 == 1 })
    }

    @Test func `a batch's number fences: only the worker that holds it can end it`() {
        var bench = Bench(queueLimit: 8, workerLimit: 2, streamLimit: 8)
        _ = bench.join(0, limit: 1, times: [10], at: 0)
        let request = bench.arrive(stream: 0, deadline: 900, at: 0)
        _ = bench.join(1, limit: 1, times: [10], at: 0)
        _ = bench.handle(.workerLost(WorkerSlot(0)), at: .milliseconds(1))
        _ = bench.join(0, limit: 1, times: [10], at: 2)
        // The lost worker's successor knows nothing of batch 1, and worker 1 holds batch 2.
        for number in [1, 2] as [UInt64] {
            #expect(
                bench.handle(
                    .finished(WorkerSlot(0), BatchNumber(number)), at: .milliseconds(3))
                    == [.strayResult(WorkerSlot(0), BatchNumber(number))])
        }
        #expect(
            bench.handle(.finished(WorkerSlot(1), BatchNumber(2)), at: .milliseconds(4))
                == [.resolve(request.id, .answered)])
    }
}
