import Testing
import Timekeeping

@testable import Batching

@Suite struct WorkerFaultTests {
    @Test func `gives the members of a lost worker to another one while time remains`() {
        var bench = Bench(queueLimit: 8, workerLimit: 2, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let request = bench.arrive(stream: 0, deadline: 100, at: 0)
        _ = bench.join(1, limit: 4, times: [10], at: 1)
        let outputs = bench.handle(.workerLost(WorkerSlot(0)), at: .milliseconds(5))
        #expect(outputs == [.dispatch(WorkerSlot(1), BatchNumber(2))])
        #expect(bench.members(1) == [request.id])
        #expect(bench.finish(1, at: 15) == [.resolve(request.id, .answered)])
        #expect(bench.batcher.counts.requeued == 1)
    }

    @Test func `fails the members of a lost worker when no time remains`() {
        var bench = Bench(queueLimit: 8, workerLimit: 2, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let request = bench.arrive(stream: 0, deadline: 12, at: 0)
        _ = bench.join(1, limit: 4, times: [10], at: 1)
        let outputs = bench.handle(.workerLost(WorkerSlot(0)), at: .milliseconds(5))
        #expect(outputs == [.resolve(request.id, .workerLost)])
    }

    @Test func `supersedes a returning request when its stream has a newer one`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let older = bench.arrive(stream: 0, deadline: 100, at: 0)
        _ = bench.arrive(stream: 0, deadline: 200, at: 1)
        let outputs = bench.handle(.workerLost(WorkerSlot(0)), at: .milliseconds(5))
        #expect(outputs == [.resolve(older.id, .superseded)])
        #expect(bench.batcher.counts.queued == 1)
    }

    @Test func `waits for a worker to come back, then ends at the deadline`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let request = bench.arrive(stream: 0, deadline: 100, at: 0)
        #expect(bench.handle(.workerLost(WorkerSlot(0)), at: .milliseconds(5)).isEmpty)
        let least = DownlinkModel(NetworkClass(0)).slack(SchedulingPolicy.hopelessOdds)
        #expect(bench.batcher.wakeup == Instant.milliseconds(100) - least + .nanoseconds(1))
        #expect(bench.wake(at: 101) == [.resolve(request.id, .budgetSpent)])
    }

    @Test func `gives no third worker a request that lost two`() {
        var bench = Bench(queueLimit: 8, workerLimit: 3, streamLimit: 8)
        for slot in 0..<3 { _ = bench.join(slot, limit: 4, times: [10], at: 0) }
        let request = bench.arrive(stream: 0, deadline: 900, at: 0)
        _ = bench.handle(.workerLost(WorkerSlot(0)), at: .milliseconds(5))
        #expect(bench.batches.map(\.slot) == [1])
        #expect(
            bench.handle(.workerLost(WorkerSlot(1)), at: .milliseconds(6))
                == [.resolve(request.id, .workerLost)])
    }

    @Test func `suspects an overdue worker, moves its work, and takes the first of two results`() {
        var bench = Bench(queueLimit: 8, workerLimit: 2, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let request = bench.arrive(stream: 0, deadline: 900, at: 0)
        _ = bench.join(1, limit: 4, times: [11], at: 0)
        // The expected time and the tolerance.
        #expect(bench.batcher.wakeup == .milliseconds(30))
        #expect(
            bench.wake(at: 30) == [
                .suspect(WorkerSlot(0)), .dispatch(WorkerSlot(1), BatchNumber(2)),
            ])
        #expect(bench.members(1) == [request.id])
        #expect(
            bench.finish(0, at: 45) == [.trust(WorkerSlot(0)), .resolve(request.id, .answered)])
        #expect(bench.finish(1, at: 50).isEmpty)
        #expect(bench.batcher.counts.duplicateMembers == 1)
        #expect(bench.batcher.counts.isBalanced)
    }

    @Test func `ignores the failure of a suspect whose work another worker has`() {
        var bench = Bench(queueLimit: 8, workerLimit: 2, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let request = bench.arrive(stream: 0, deadline: 900, at: 0)
        _ = bench.join(1, limit: 4, times: [11], at: 0)
        _ = bench.wake(at: 30)
        #expect(bench.finish(0, .failed, at: 45) == [.trust(WorkerSlot(0))])
        #expect(bench.finish(1, at: 50) == [.resolve(request.id, .answered)])
    }

    @Test func `leaves the work with an overdue worker when it is the only one`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let request = bench.arrive(stream: 0, deadline: 100, at: 0)
        #expect(bench.wake(at: 30) == [.suspect(WorkerSlot(0))])
        #expect(bench.batcher.counts.running == 1)
        let waiting = bench.arrive(stream: 1, deadline: 200, at: 41)
        #expect(waiting.outputs.isEmpty, "a suspect gets no work")
        let outputs = bench.finish(0, at: 60)
        #expect(outputs.starts(with: [.trust(WorkerSlot(0)), .resolve(request.id, .answered)]))
        #expect(bench.members(0) == [waiting.id])
    }

    @Test func `gives up a suspect that stays silent`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let request = bench.arrive(stream: 0, deadline: 100, at: 0)
        _ = bench.wake(at: 30)
        #expect(bench.batcher.wakeup == .milliseconds(2_030))
        #expect(
            bench.wake(at: 2_030)
                == [.dismiss(WorkerSlot(0)), .resolve(request.id, .workerLost)])
        #expect(bench.join(0, limit: 4, times: [10], at: 2_041).isEmpty, "its place is free")
    }

    @Test func `drops a result for a batch the worker does not hold`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let request = bench.arrive(stream: 0, deadline: 100, at: 0)
        for input in [
            BatcherInput.finished(WorkerSlot(0), BatchNumber(9)),
            .finishedInPart(
                WorkerSlot(0), BatchNumber(9), [.init(request: request.id, status: .answered)]),
        ] {
            #expect(
                bench.handle(input, at: .milliseconds(5))
                    == [.strayResult(WorkerSlot(0), BatchNumber(9))])
        }
        #expect(bench.batcher.counts.running == 1 && bench.batcher.counts.strayResults == 2)
    }

    @Test func `fails a batch whose result names other members`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let request = bench.arrive(stream: 0, deadline: 100, at: 0)
        let stranger = FinishedMember(
            request: RequestID(slot: 7, generation: 7), status: .answered)
        for members in [[], [stranger]] {
            var copy = bench
            #expect(
                copy.handle(
                    .finishedInPart(WorkerSlot(0), BatchNumber(1), members), at: .milliseconds(5))
                    == [.resolve(request.id, .workerFailed)])
            #expect(copy.batcher.counts.misshapenResults == 1)
        }
    }

    @Test func `gives each member the end its worker reports`() {
        let ends: [(MemberStatus, Resolution)] = [
            (.answered, .answered), (.malformed, .malformed), (.expired, .budgetSpent),
            (.failed, .workerFailed),
        ]
        for (status, end) in ends {
            var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
            _ = bench.join(0, limit: 4, times: [10], at: 0)
            let request = bench.arrive(stream: 0, deadline: 100, at: 0)
            #expect(bench.finish(0, status, at: 5) == [.resolve(request.id, end)])
        }
    }

    @Test func `gives a draining worker nothing more`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let running = bench.arrive(stream: 0, deadline: 100, at: 0)
        _ = bench.handle(.workerDraining(WorkerSlot(0)), at: .milliseconds(1))
        let next = bench.arrive(stream: 1, deadline: 100, at: 2)
        #expect(next.outputs == [.resolve(next.id, .noWorker)])
        #expect(bench.finish(0, at: 10) == [.resolve(running.id, .answered)])
    }

    @Test func `tests an estimate again that kept all work away`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 1, times: [500], at: 0)
        // Every 100 ms a request that the worker could serve, if it did not claim 500 ms.
        var served: UInt64?
        for tick in 1...40 {
            let now = UInt64(tick) * 100
            _ = bench.arrive(stream: 0, deadline: now + 100, at: now)
            if !bench.batches.isEmpty {
                served = now
                break
            }
        }
        // 500, 250, 125, 62.5 ms: halved after 1, 2 and 3 s, and the next request fits.
        #expect(served == 3_100)
    }
    @Test func `a plan that a slower worker made of an older capture is dropped`() {
        var bench = Bench(queueLimit: 8, workerLimit: 2, streamLimit: 8)
        _ = bench.join(0, limit: 1, times: [50], at: 0)
        let older = bench.arrive(stream: 0, deadline: 900, at: 0)
        _ = bench.join(1, limit: 1, times: [10], at: 1)
        let newer = bench.arrive(stream: 0, deadline: 950, at: 2)
        #expect(bench.finish(1, at: 12) == [.resolve(newer.id, .answered)])
        #expect(bench.finish(0, at: 50) == [.resolve(older.id, .superseded)])
    }
    @Test func `a stream that asks another model takes no request of the first along`() {
        var bench = Bench(.test(queueLimit: 8, workerLimit: 2, streamLimit: 1, models: 2))
        bench.open(0, .test())
        _ = bench.join(0, limit: 1, times: [10], at: 0)
        let request = bench.arrive(stream: 0, deadline: 900, at: 0)
        bench.open(0, .test(model: 1))
        #expect(
            bench.handle(.workerLost(WorkerSlot(0)), at: .milliseconds(1))
                == [.resolve(request.id, .workerLost)])
    }
    @Test func `a worker on probation earns its full batches in three steps`() {
        var bench = Bench(queueLimit: 64, workerLimit: 1, streamLimit: 64)
        _ = bench.join(
            0, limit: 16, times: (0..<16).map { 10 + $0 }, at: 0, isOnProbation: true)
        var (sizes, now): ([Int], UInt64) = ([], 0)
        _ = bench.arrive(stream: 0, deadline: 3_000, at: 0)
        for _ in 0..<5 {
            for stream in 1..<17 { _ = bench.arrive(stream: stream, deadline: 3_000, at: now) }
            sizes.append(bench.members(0).count)
            now += 20
            _ = bench.finish(0, at: now)
        }
        #expect(sizes == [1, 4, 8, 16, 16])
    }
}
