import Testing
import Timekeeping

@testable import Batching

/// The life of requests, narrated. The link is of class 0: the least slack that is not hopeless is
/// a third of a millisecond.
@Suite struct BatcherTests {
    @Test func `gives a request to an idle worker at once`() {
        var bench = Bench(queueLimit: 8, workerLimit: 2, streamLimit: 8)
        #expect(bench.join(0, limit: 4, times: [10, 12, 14, 16], at: 0).isEmpty)
        let (id, outputs) = bench.arrive(stream: 0, deadline: 100, at: 1)
        #expect(outputs == [.dispatch(WorkerSlot(0), BatchNumber(1))])
        #expect(bench.members(0) == [id])
        #expect(bench.batcher.model(of: WorkerSlot(0)) == ModelSlot(0))
        #expect(bench.batcher.expectedTime(of: WorkerSlot(0), ModelSlot(0), batch: 4) != nil)
        #expect(bench.batcher.expectedTime(of: WorkerSlot(0), ModelSlot(0), batch: 5) == nil)
        #expect(bench.finish(0, at: 11) == [.resolve(id, .answered)])
        #expect(bench.batcher.counts.isBalanced)
        #expect(bench.batcher.counts[.answered] == 1)
        #expect(bench.batcher.wakeup == nil)
    }

    @Test func `collects what arrives during a batch and runs the earliest deadlines first`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 3, times: [10, 12, 14], at: 0)
        _ = bench.arrive(stream: 0, deadline: 1_000, at: 0)
        // All have slack enough to be certain, so the deadline alone decides.
        let late = bench.arrive(stream: 1, deadline: 995, at: 1)
        let soon = bench.arrive(stream: 2, deadline: 960, at: 2)
        let middle = bench.arrive(stream: 3, deadline: 980, at: 3)
        _ = bench.finish(0, at: 10)
        #expect(bench.members(0) == [soon.id, middle.id, late.id])
    }

    @Test func `replaces an older queued request of the stream and leaves a running one`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 2)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        let running = bench.arrive(stream: 0, deadline: 100, at: 0)
        let queued = bench.arrive(stream: 0, deadline: 200, at: 2)
        let newest = bench.arrive(stream: 0, deadline: 300, at: 4)
        #expect(queued.outputs.isEmpty)
        #expect(newest.outputs == [.resolve(queued.id, .superseded)])
        let outputs = bench.finish(0, at: 10)
        #expect(outputs.first == .resolve(running.id, .answered))
        #expect(bench.members(0) == [newest.id])
    }

    @Test func `supersedes on arrival what is older than what its stream sent before`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 2)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        _ = bench.arrive(stream: 0, deadline: 200, at: 60, capture: 50)
        let older = bench.arrive(stream: 0, deadline: 190, at: 61, capture: 40)
        #expect(older.outputs == [.resolve(older.id, .superseded)])
        _ = bench.finish(0, at: 70)
        let evenOlder = bench.arrive(stream: 0, deadline: 190, at: 71, capture: 45)
        #expect(evenOlder.outputs == [.resolve(evenOlder.id, .superseded)], "delivered counts too")
    }

    @Test func `takes a capture from the future for one of now`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 2)
        _ = bench.join(0, limit: 4, times: [10], at: 0)
        _ = bench.arrive(stream: 0, deadline: 100, at: 1, capture: 1_000_000)
        let next = bench.arrive(stream: 0, deadline: 200, at: 20, capture: 15)
        #expect(next.outputs.isEmpty, "the stream is not silenced by its own lie")
    }

    @Test func `serves the higher class when not everybody fits`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        bench.open(1, .test(.background))
        bench.open(2, .test(.urgent))
        _ = bench.join(0, limit: 2, times: [10, 12], at: 0)
        _ = bench.arrive(stream: 7, deadline: 1_000, at: 0)
        // None can wait for a second batch.
        let ordinary = bench.arrive(stream: 0, deadline: 27, at: 1)
        _ = bench.arrive(stream: 1, deadline: 26, at: 1)
        let urgent = bench.arrive(stream: 2, deadline: 28, at: 1)
        _ = bench.finish(0, at: 10)
        #expect(bench.members(0) == [ordinary.id, urgent.id])
    }

    @Test func `expires hopeless work by its timer while the worker is busy`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 1, times: [10], at: 0)
        _ = bench.arrive(stream: 0, deadline: 1_000, at: 0)
        let waiting = bench.arrive(stream: 1, deadline: 25, at: 0)
        let least = DownlinkModel(NetworkClass(0)).slack(SchedulingPolicy.hopelessOdds)
        let last = Instant.milliseconds(15) - least
        #expect(bench.batcher.wakeup == last + .nanoseconds(1), "the last hope is that long before")
        #expect(bench.handle(.wake, at: last).isEmpty)
        #expect(
            bench.handle(.wake, at: last + .nanoseconds(1))
                == [.resolve(waiting.id, .budgetTooShort)])
    }

    @Test func `turns away what is hopeless, spent or without a worker on arrival`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        let early = bench.arrive(stream: 0, deadline: 100, at: 5)
        #expect(early.outputs == [.resolve(early.id, .noWorker)])
        _ = bench.join(0, limit: 1, times: [10], at: 5)
        let short = bench.arrive(stream: 0, deadline: 15, at: 5)
        #expect(short.outputs == [.resolve(short.id, .budgetTooShort)])
        let spent = bench.arrive(stream: 0, deadline: 4, at: 5)
        #expect(spent.outputs == [.resolve(spent.id, .budgetSpent)])
        let hopeful = bench.arrive(stream: 0, deadline: 16, at: 5)
        #expect(bench.members(0) == [hopeful.id])
    }

    @Test func `keeps the queue at its limit`() {
        var bench = Bench(queueLimit: 2, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 1, times: [10], at: 0)
        _ = bench.arrive(stream: 0, deadline: 900, at: 0)
        _ = bench.arrive(stream: 1, deadline: 900, at: 0)
        let atLimit = bench.arrive(stream: 2, deadline: 900, at: 0)
        #expect(atLimit.outputs.isEmpty)
        let beyond = bench.arrive(stream: 3, deadline: 900, at: 0)
        #expect(beyond.outputs == [.resolve(beyond.id, .queueFull)])
        let newer = bench.arrive(stream: 2, deadline: 950, at: 0)
        #expect(newer.outputs == [.resolve(atLimit.id, .superseded)], "needs no further place")
        #expect(bench.batcher.counts.isBalanced)
    }

    @Test func `turns arrivals away while draining and finishes what it has`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 1, times: [10], at: 0)
        let running = bench.arrive(stream: 0, deadline: 900, at: 0)
        let queued = bench.arrive(stream: 1, deadline: 900, at: 0)
        #expect(bench.handle(.drain, at: .milliseconds(1)).isEmpty)
        let late = bench.arrive(stream: 2, deadline: 900, at: 2)
        #expect(late.outputs == [.resolve(late.id, .draining)])
        #expect(bench.finish(0, at: 10).contains(.resolve(running.id, .answered)))
        #expect(bench.finish(0, at: 20) == [.resolve(queued.id, .answered)])
    }

    @Test func `withdraws a queued request and drops the plan of a running one`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 1, times: [10], at: 0)
        let running = bench.arrive(stream: 0, deadline: 900, at: 0)
        let queued = bench.arrive(stream: 1, deadline: 900, at: 0)
        #expect(bench.batcher.isWaiting(queued.id) && !bench.batcher.isWaiting(running.id))
        for id in [running.id, queued.id] {
            let outputs = bench.handle(.withdrawn(id), at: .milliseconds(1))
            #expect(outputs == [.resolve(id, .withdrawn)])
        }
        #expect(bench.handle(.withdrawn(queued.id), at: .milliseconds(1)).isEmpty)
        #expect(bench.finish(0, at: 10).isEmpty)
        #expect(bench.batcher.counts.duplicateMembers == 1)
        #expect(bench.batcher.counts.isBalanced)
    }

    @Test func `withdraws all that a stream asked when it closes`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 1, times: [10], at: 0)
        let running = bench.arrive(stream: 3, deadline: 900, at: 0)
        let queued = bench.arrive(stream: 3, deadline: 950, at: 1)
        #expect(
            bench.handle(.streamClosed(StreamSlot(3)), at: .milliseconds(2)) == [
                .resolve(queued.id, .withdrawn), .resolve(running.id, .withdrawn),
            ])
        #expect(bench.handle(.streamClosed(StreamSlot(3)), at: .milliseconds(3)).isEmpty)
        #expect(bench.batcher.counts.isBalanced)
    }

    @Test func `starts and ends each of two models' batches apart`() {
        var bench = Bench(.test(queueLimit: 8, workerLimit: 1, streamLimit: 4, models: 2))
        for stream in 0..<4 { bench.open(stream, .test(model: stream % 2)) }
        let models = (0..<2).map {
            WorkerProfile.Model.test($0, limit: 4, times: [10, 11, 12, 13])
        }
        let profile = WorkerProfile(models: models, isOnProbation: false)
        _ = bench.handle(.workerJoined(WorkerSlot(0), profile), at: .origin)
        let ids = (0..<4).map { bench.arrive(stream: $0, deadline: 900, at: 0).id }
        #expect(bench.members(0) == [ids[0]])
        _ = bench.finish(0, at: 10)
        #expect(bench.members(0) == [ids[1], ids[3]], "two are worth more than one")
        #expect(bench.batcher.model(of: WorkerSlot(0)) == ModelSlot(1))
    }

    @Test func `a free worker that is slow in batches but quick with one is found`() {
        var bench = Bench(queueLimit: 8, workerLimit: 2, streamLimit: 8)
        // Eight at once are worth it on the first alone, if there is time for its start.
        _ = bench.join(0, limit: 8, times: [40, 40, 40, 40, 40, 40, 40, 40], at: 0)
        _ = bench.join(1, limit: 8, times: [5, 60, 60, 60, 60, 60, 60, 60], at: 0)
        _ = bench.arrive(stream: 0, deadline: 900, at: 0)
        _ = bench.arrive(stream: 1, deadline: 900, at: 0)
        _ = bench.finish(1, at: 5)
        _ = bench.arrive(stream: 4, deadline: 900, at: 35)
        for stream in 2..<4 { _ = bench.arrive(stream: stream, deadline: 60, at: 36) }
        #expect(bench.batcher.counts.queued == 2)
        _ = bench.finish(0, at: 40)
        _ = bench.finish(1, at: 40)
        #expect(bench.members(1).count == 1, "nothing useful waits while it is idle")
    }

    @Test func `a clock that steps back stands still`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10], at: 100)
        let request = bench.arrive(stream: 0, deadline: 200, at: 50)
        #expect(bench.batcher.wakeup == .milliseconds(130), "as if it had arrived at 100")
        #expect(bench.finish(0, at: 60) == [.resolve(request.id, .answered)])
    }
    @Test func `works at the far end of a clock's century`() {
        let century = Instant(nanoseconds: 100 * 366 * 86_400 * 1_000_000_000)
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        let profile = WorkerProfile(
            models: [.test(0, limit: 4, times: [10])], isOnProbation: false)
        _ = bench.handle(.workerJoined(WorkerSlot(0), profile), at: century)
        let request = Request(
            id: bench.newName(), stream: StreamSlot(0), capture: century,
            deadline: .distantFuture)
        #expect(bench.handle(.arrived(request), at: century).count == 1)
        #expect(bench.batcher.wakeup == century + .milliseconds(30))
    }
}
