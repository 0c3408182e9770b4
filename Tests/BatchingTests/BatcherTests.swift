import Testing
import Timekeeping

@testable import Batching

@Suite struct BatcherTests {
    @Test func `gives a request to an idle worker at once`() {
        var bench = Bench(queueLimit: 8, workerLimit: 2, streamLimit: 8)
        #expect(bench.join(0, limit: 4, times: [10, 12, 14, 16], at: 0).isEmpty)
        let (id, outputs) = bench.arrive(stream: 0, deadline: 100, at: 1)
        #expect(outputs == [.dispatch(WorkerSlot(0), BatchNumber(1), [id])])
        #expect(bench.finish(0, at: 11) == [.resolve(id, .answered)])
        #expect(bench.batcher.counts.isBalanced)
        #expect(bench.batcher.counts[.answered] == 1)
        #expect(bench.batcher.wakeup == nil)
    }

    @Test func `collects what arrives during a batch and runs it by deadline`() {
        var bench = Bench(queueLimit: 8, workerLimit: 2, streamLimit: 8)
        _ = bench.join(0, limit: 3, times: [10, 12, 14], at: 0)
        _ = bench.arrive(stream: 0, deadline: 100, at: 0)
        let late = bench.arrive(stream: 1, deadline: 95, at: 1)
        let soon = bench.arrive(stream: 2, deadline: 60, at: 2)
        let middle = bench.arrive(stream: 3, deadline: 80, at: 3)
        let last = bench.arrive(stream: 4, deadline: 99, at: 4)
        #expect([late, soon, middle, last].allSatisfy { $0.outputs.isEmpty })
        let batches = dispatched(bench.finish(0, at: 10))
        #expect(batches.map(\.members) == [[soon.id, middle.id, late.id]])
        #expect(bench.batcher.counts.queued == 1)
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
        #expect(dispatched(outputs).map(\.members) == [[newest.id]])
    }

    @Test func `takes as many as can be finished in time at the size they make`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 4, times: [10, 20, 30, 40], at: 0)
        _ = bench.arrive(stream: 7, deadline: 100, at: 0)
        let first = bench.arrive(stream: 0, deadline: 35, at: 1)
        let second = bench.arrive(stream: 1, deadline: 36, at: 1)
        let third = bench.arrive(stream: 2, deadline: 37, at: 1)
        let batches = dispatched(bench.finish(0, at: 10))
        #expect(batches.map(\.members) == [[first.id, second.id]])
        // At 30 the third has 7 ms and needs 10.
        #expect(bench.finish(0, at: 30).contains(.resolve(third.id, .budgetTooShort)))
    }

    @Test func `passes over one tight deadline for a larger batch, but never a higher class`() {
        for (tightClass, expected) in [(RequestClass.ordinary, 2), (.urgent, 1)] {
            var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
            _ = bench.join(0, limit: 4, times: [10, 20, 30, 40], at: 0)
            _ = bench.arrive(stream: 7, deadline: 100, at: 0)
            let tight = bench.arrive(stream: 0, deadline: 25, at: 1, as: tightClass)
            let loose = bench.arrive(stream: 1, deadline: 90, at: 1)
            let looser = bench.arrive(stream: 2, deadline: 91, at: 1)
            let members = dispatched(bench.finish(0, at: 10)).flatMap(\.members)
            #expect(members.count == expected)
            #expect(members == (expected == 1 ? [tight.id] : [loose.id, looser.id]))
        }
    }

    @Test func `serves the higher class when not everybody fits`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 2, times: [10, 12], at: 0)
        _ = bench.arrive(stream: 7, deadline: 100, at: 0)
        let ordinary = bench.arrive(stream: 0, deadline: 80, at: 1)
        _ = bench.arrive(stream: 1, deadline: 60, at: 1, as: .background)
        let urgent = bench.arrive(stream: 2, deadline: 90, at: 1, as: .urgent)
        let members = dispatched(bench.finish(0, at: 10)).flatMap(\.members)
        #expect(members == [urgent.id, ordinary.id])
    }

    @Test func `expires hopeless work by its timer while the worker is busy`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        _ = bench.join(0, limit: 1, times: [10], at: 0)
        _ = bench.arrive(stream: 0, deadline: 1_000, at: 0)
        let waiting = bench.arrive(stream: 1, deadline: 25, at: 0)
        #expect(
            bench.batcher.wakeup == Instant.milliseconds(15) + .nanoseconds(1),
            "the last hopeful instant is 25 - 10 ms")
        #expect(bench.wake(at: 15).isEmpty)
        #expect(
            bench.handle(.wake, at: .milliseconds(15) + .nanoseconds(1))
                == [.resolve(waiting.id, .budgetTooShort)])
    }

    @Test func `turns away what is hopeless, spent or without a worker on arrival`() {
        var bench = Bench(queueLimit: 8, workerLimit: 1, streamLimit: 8)
        let early = bench.arrive(stream: 0, deadline: 100, at: 5)
        #expect(early.outputs == [.resolve(early.id, .noWorker)])
        _ = bench.join(0, limit: 1, times: [10], at: 5)
        let short = bench.arrive(stream: 0, deadline: 14, at: 5)
        #expect(short.outputs == [.resolve(short.id, .budgetTooShort)])
        let spent = bench.arrive(stream: 0, deadline: 4, at: 5)
        #expect(spent.outputs == [.resolve(spent.id, .budgetSpent)])
        let exact = bench.arrive(stream: 0, deadline: 15, at: 5)
        #expect(dispatched(exact.outputs).count == 1)
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
        // A newer capture needs no further place.
        let newer = bench.arrive(stream: 2, deadline: 950, at: 0)
        #expect(newer.outputs == [.resolve(atLimit.id, .superseded)])
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
        #expect(
            bench.handle(.withdrawn(running.id), at: .milliseconds(1))
                == [.resolve(running.id, .withdrawn)])
        #expect(
            bench.handle(.withdrawn(queued.id), at: .milliseconds(1))
                == [.resolve(queued.id, .withdrawn)])
        #expect(bench.handle(.withdrawn(queued.id), at: .milliseconds(1)).isEmpty)
        #expect(bench.finish(0, at: 10).isEmpty)
        #expect(bench.batcher.counts.duplicateMembers == 1)
        #expect(bench.batcher.counts.isBalanced)
    }
}
