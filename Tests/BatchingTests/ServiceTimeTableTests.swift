import Randomness
import Testing
import Timekeeping

@testable import Batching

@Suite struct ServiceTimeTableTests {
    private static let assumed = Interval.milliseconds(20)

    private func table(limit: Int, _ points: [(Int, Int64)]) -> ServiceTimeTable {
        ServiceTimeTable(
            profile: WorkerProfile.Model(
                model: ModelSlot(0), batchLimit: limit,
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

    @Test func `believes four slow batches of the last 32, and no three`() {
        var times = table(limit: 1, [(1, 10)])
        for _ in 0..<32 { times.record(batch: 1, time: .milliseconds(10)) }
        for _ in 0..<3 { times.record(batch: 1, time: .milliseconds(90)) }
        #expect(times.time(batch: 1) == .milliseconds(10))
        times.record(batch: 1, time: .milliseconds(90))
        #expect(times.time(batch: 1) == .milliseconds(90))
        #expect(times.usualTime(batch: 1) == .milliseconds(10), "the median is not moved")
    }
    @Test func `forgets a slow spell after 29 batches`() {
        var times = table(limit: 1, [(1, 10)])
        for _ in 0..<100 { times.record(batch: 1, time: .milliseconds(90)) }
        #expect(times.time(batch: 1) == .milliseconds(90))
        for _ in 0..<28 { times.record(batch: 1, time: .milliseconds(10)) }
        #expect(times.time(batch: 1) == .milliseconds(90))
        times.record(batch: 1, time: .milliseconds(10))
        #expect(times.time(batch: 1) == .milliseconds(10))
    }
    @Test func `corrects an octave without measurements like its nearest neighbour`() {
        var times = table(limit: 16, [(1, 10), (16, 40)])
        times.record(batch: 2, time: .milliseconds(24))
        for batch in [1, 2, 3, 4, 8, 16] {
            let before = table(limit: 16, [(1, 10), (16, 40)]).time(batch: batch)
            #expect(times.time(batch: batch) == before * 2, "batch of \(batch)")
        }
    }

    @Test func `no time is ever zero, however quick a worker was and often it is relaxed`() {
        var times = table(limit: 2, [(1, 10_000), (2, 10_000)])
        for _ in 0..<32 { times.record(batch: 1, time: .zero) }
        for _ in 0..<40 { times.relax() }
        for batch in 1...2 {
            #expect(times.time(batch: batch) == .microseconds(1))
            #expect(times.usualTime(batch: batch) == .microseconds(1))
        }
    }
    @Test func `believes no time beyond its limits`() {
        var times = table(limit: 1, [(1, 3_600_000)])
        #expect(times.time(batch: 1) == .seconds(10))
        for _ in 0..<32 { times.record(batch: 1, time: .milliseconds(-4)) }
        #expect(times.time(batch: 1) <= .microseconds(1))
        times.relax()
        #expect(times.time(batch: 1) <= .microseconds(1))
    }
}
