import Randomness
import Testing
import Timekeeping

@testable import Batching

@Suite struct ServiceTimeTableTests {
    private static let assumed = Interval.milliseconds(20)

    private func table(limit: Int, _ points: [(Int, Int64)]) -> ServiceTimeTable {
        ServiceTimeTable(
            profile: WorkerProfile(
                batchLimit: limit,
                points: points.map { .init(batch: $0.0, time: .milliseconds($0.1)) }),
            assumed: Self.assumed)
    }

    @Test func `interpolates between the points of a profile`() {
        let times = table(limit: 16, [(2, 10), (4, 14), (8, 16)])
        let expected: [(Int, Int64)] = [(1, 10), (2, 10), (3, 12), (4, 14), (8, 16), (16, 32)]
        for (batch, milliseconds) in expected {
            #expect(times.time(batch: batch) == .milliseconds(milliseconds), "batch of \(batch)")
        }
    }

    @Test func `assumes a time in proportion when the profile is empty`() {
        let times = table(limit: 4, [])
        #expect(times.time(batch: 1) == .milliseconds(20))
        #expect(times.time(batch: 4) == .milliseconds(80))
    }

    @Test func `never falls as the batch grows, whatever it is told`() {
        let seed = Seed(0x7a61)
        var random = seed.stream("service times")
        var times = table(limit: 64, [(1, 30), (2, 5), (9, 80), (9, 70), (40, 1)])
        for _ in 0..<2_000 {
            for batch in 2...64 {
                #expect(times.time(batch: batch) >= times.time(batch: batch - 1), "seed \(seed)")
            }
            times.record(
                batch: random.integer(in: 1..<65),
                time: .microseconds(Int64(random.integer(in: -5..<90_000))))
        }
    }

    @Test func `is the second largest of the last 32 times`() {
        var times = table(limit: 1, [(1, 500)])
        for count in 1...31 { times.record(batch: 1, time: .milliseconds(Int64(count))) }
        // 32 samples with the profile's own; nearest rank ceil(0.95 * 32) = 31.
        #expect(times.time(batch: 1) == .milliseconds(31))
        times.record(batch: 1, time: .milliseconds(2))  // the profile's sample leaves
        #expect(times.time(batch: 1) == .milliseconds(30))
    }

    @Test func `forgets a slow spell after 32 batches`() {
        var times = table(limit: 1, [(1, 10)])
        for _ in 0..<100 { times.record(batch: 1, time: .milliseconds(90)) }
        #expect(times.time(batch: 1) == .milliseconds(90))
        for _ in 0..<31 { times.record(batch: 1, time: .milliseconds(10)) }
        #expect(times.time(batch: 1) == .milliseconds(10))
    }

    @Test func `believes no time beyond its limits`() {
        var times = table(limit: 1, [(1, 3_600_000)])
        #expect(times.time(batch: 1) == .seconds(10))
        for _ in 0..<32 { times.record(batch: 1, time: .milliseconds(-4)) }
        #expect(times.time(batch: 1) == .microseconds(1))
        times.relax()
        #expect(times.time(batch: 1) == .microseconds(1))
    }
}
