import Randomness
import Testing
import Timekeeping

@testable import Batching

/// Tenants that ask for more than there is.
@Suite struct FairnessTests {
    /// Members by tenant after each batch of a worker that runs eight at most, with `streams` of
    /// each tenant asking all the time.
    private func served(shares: [Int], streams: [Int]) -> [[Int]] {
        let all = streams.reduce(0, +)
        var bench = Bench(
            .test(queueLimit: 1_024, workerLimit: 1, streamLimit: all, tenants: shares))
        let owners = streams.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
        for (stream, owner) in owners.enumerated() { bench.open(stream, .test(tenant: owner)) }
        var owner: [RequestID: Int] = [:]
        var sums = [Int](repeating: 0, count: shares.count)
        var log: [[Int]] = []
        func note() {
            for batch in bench.batches where batch.members.count == 8 {
                for member in batch.members { sums[owner[member] ?? 0] += 1 }
                log.append(sums)
            }
        }
        _ = bench.join(0, limit: 8, times: (0..<8).map { 10 + $0 }, at: 0)
        for tick in 0..<400 {
            let now = UInt64(tick) * 17
            _ = bench.finish(0, at: now)
            note()
            for stream in 0..<all where (stream + tick) % 3 == 0 {
                let id = bench.arrive(stream: stream, deadline: now + 60, at: now).id
                owner[id] = owners[stream]
                note()
            }
        }
        return log
    }

    @Test func `two tenants that always ask are never two batches apart`() {
        let log = served(shares: [1, 1], streams: [40, 90])
        #expect(log.count > 300)
        for sums in log { #expect(abs(sums[0] - sums[1]) <= 2 * 8) }
    }
    @Test func `a tenant with two shares has twice as much`() {
        let log = served(shares: [2, 1], streams: [90, 90])
        #expect(log.count > 300)
        for sums in log { #expect(abs(sums[0] - 2 * sums[1]) <= 4 * 8, "\(sums)") }
    }
    @Test func `what a tenant does not want the others have`() {
        let log = served(shares: [1, 1], streams: [3, 90])
        let last = log.last ?? [0, 0]
        #expect(last[0] > 0 && last[0] + last[1] == 8 * log.count)
    }
}
