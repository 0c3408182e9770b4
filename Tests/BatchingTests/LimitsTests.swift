import Testing
import Timekeeping

@testable import Batching

/// One test at each bound that another suite does not reach.
@Suite struct LimitsTests {
    @Test func `a configuration at every limit is taken`() {
        var configuration = BatcherConfiguration.test(
            queueLimit: Limits.queuedRequests, workerLimit: Limits.workers,
            streamLimit: Limits.streams, models: Limits.models,
            tenants: Array(repeating: 1, count: Limits.tenants))
        configuration.batchLimit = Limits.batchMembers
        #expect(configuration.openLimit == 16_384 + 32 * 256)
        var batcher = Batcher(configuration: configuration)
        let last = StreamSlot(Limits.streams - 1)
        batcher.handle(
            .streamOpened(
                last, .test(model: Limits.models - 1, tenant: Limits.tenants - 1)), at: .origin)
        let profile = WorkerProfile(
            models: [.test(Limits.models - 1, limit: Limits.batchMembers, times: [1])],
            isOnProbation: false)
        batcher.handle(.workerJoined(WorkerSlot(Limits.workers - 1), profile), at: .origin)
        let id = RequestID(slot: UInt32(configuration.openLimit - 1), generation: 1)
        batcher.handle(
            .arrived(
                Request(id: id, stream: last, capture: .origin, deadline: .milliseconds(900))),
            at: .origin)
        #expect(
            batcher.nextOutput()
                == .dispatch(WorkerSlot(Limits.workers - 1), BatchNumber(1)))
    }
    @Test(arguments: [16_384, Limits.streams])
    func `the demand of all streams at their shortest period is a number`(count: Int) throws {
        var batcher = Batcher(
            configuration: .test(queueLimit: 8, workerLimit: 1, streamLimit: count))
        for stream in 0..<count {
            batcher.handle(
                .streamOpened(StreamSlot(stream), .test(period: .milliseconds(1))), at: .origin)
        }
        let profile = WorkerProfile(
            models: [.test(0, limit: 1, times: [10_000])], isOnProbation: false)
        batcher.handle(.workerJoined(WorkerSlot(0), profile), at: .origin)
        let demand = try #require(batcher.demand(of: ModelSlot(0), at: .origin))
        // A thousand a second each of what a worker is assumed to do that nothing has measured.
        #expect(demand.capacity == 50 && demand.load == Int64(count) * 1_000 * 1_000_000_000 / 50)
        #expect(demand.shortestPlan == .zero)
    }
    @Test func `a batch has no more members than its worker takes, and than there are`() {
        for limit in [1, 64] {
            var bench = Bench(queueLimit: 128, workerLimit: 1, streamLimit: 128)
            let times = (0..<64).map { 10 + Int64($0) / 8 }
            _ = bench.join(0, limit: limit, times: times, at: 0)
            for stream in 0..<128 { _ = bench.arrive(stream: stream, deadline: 5_000, at: 0) }
            _ = bench.finish(0, at: 10)
            #expect(bench.members(0).count == limit)
            #expect(bench.batcher.counts.isBalanced)
        }
    }
    @Test func `misses make a stream more urgent up to the third, and an answer ends that`() {
        var stream = StreamState()
        for count in 1...5 {
            stream.noteMiss()
            #expect(stream.misses == min(UInt8(count), Limits.missesCounted))
        }
        stream.run()
        stream.answer(turn: 1, isLikely: true, at: 0)
        #expect(stream.misses == 0 && stream.running == 0)
    }
    @Test func `of the smallest batcher one request waits and one runs`() {
        var bench = Bench(queueLimit: 1, workerLimit: 1, streamLimit: 3)
        _ = bench.join(0, limit: 1, times: [10], at: 0)
        _ = bench.arrive(stream: 0, deadline: 900, at: 0)
        _ = bench.arrive(stream: 1, deadline: 900, at: 0)
        let third = bench.arrive(stream: 2, deadline: 900, at: 0)
        #expect(third.outputs == [.resolve(third.id, .queueFull)])
    }
}
