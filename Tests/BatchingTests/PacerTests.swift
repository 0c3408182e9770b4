import Testing
import Timekeeping

@testable import Batching

@Suite struct PacerTests {
    private static let period: UInt64 = 100_000_000

    private func pacer(streams: Int) -> Pacer {
        var pacer = Pacer(streams: streams, models: 1)
        for slot in 0..<streams { pacer.streams[slot].period = Self.period }
        return pacer
    }
    /// Where in its period a stream is asked to capture.
    private func phase(_ pacing: Pacing?) -> UInt64? {
        pacing.map { $0.next.nanoseconds % UInt64($0.period.nanoseconds) }
    }

    @Test(arguments: [2, 7, 64, 1_000])
    func `phases are spread over the period, however many streams there are`(count: Int) throws {
        var pacer = pacer(streams: count)
        var phases: [UInt64] = []
        for slot in 0..<count {
            // A capture that is off its phase whatever that is: of two, one is.
            let now = Instant.seconds(10)
            let first = pacer.pacing(slot, 1, 0, capture: now, at: now)
            phases.append(try #require(phase(first), "the first capture tells the phase"))
        }
        phases.sort()
        let gaps = zip(phases, phases.dropFirst() + [phases[0] + Self.period]).map { $1 - $0 }
        // Multiples of the golden ratio leave gaps of three lengths, none above twice the mean or
        // so.
        #expect(gaps.max() ?? 0 <= 2 * Self.period / UInt64(count))
    }

    @Test func `a stream in phase is told nothing more, one that cannot follow ever less often`() {
        var pacer = pacer(streams: 1)
        var now = Instant.seconds(10)
        let first = pacer.pacing(0, 1, 0, capture: now, at: now)
        #expect(first?.reason == .phase && first?.next ?? now >= now)
        for _ in 0..<50 {
            now = now + .milliseconds(100)
            let capture = (first?.next ?? now) + .milliseconds(100)
            #expect(pacer.pacing(0, 1, 0, capture: capture, at: now) == nil)
        }
        // Half a period off from here on, and deaf.
        var told: [Int] = []
        for tick in 0..<2_000 {
            now = now + .milliseconds(100)
            let capture = (first?.next ?? now) + .milliseconds(50)
            if pacer.pacing(0, 1, 0, capture: capture, at: now) != nil { told.append(tick) }
        }
        let pauses = zip(told, told.dropFirst()).map { $1 - $0 }
        // In tenths of a second.
        #expect(pauses.starts(with: [20, 40, 80, 160, 320, 640]) && pauses.max() == 640)
    }

    @Test func `in overload every stream of a class has the same longer period, and no other`() {
        var pacer = pacer(streams: 3)
        // Twice what the workers can do, all ordinary, is stretched until a third too much is left.
        pacer.weigh([0, 2_048, 0], at: .seconds(1))
        let stretch = 2_048 * 1_024 / UInt32(SchedulingPolicy.pacedLoad)
        #expect(pacer.stretches == [1_024, stretch, 2_048], "nothing is left for a lower class")
        for slot in 0..<3 {
            let pacing = pacer.pacing(slot, 1, 0, capture: .seconds(2), at: .seconds(2))
            #expect(pacing?.reason == .slower)
            #expect(
                pacing?.period == .nanoseconds(Int64(Self.period * UInt64(stretch) / 1_024)))
        }
        let urgent = pacer.pacing(0, 0, 0, capture: .seconds(2), at: .seconds(2))
        #expect(urgent?.period == .milliseconds(100))
    }
    @Test func `urgent classes are stretched last and none beyond twice its period`() {
        var pacer = pacer(streams: 1)
        pacer.weigh([1_000, 2_048, 512], at: .seconds(1))
        #expect(pacer.stretches == [1_024, 2_048, 2_048])
    }
    @Test func `the stretch changes at most once in a while`() {
        var pacer = pacer(streams: 1)
        pacer.weigh([0, 2_048, 0], at: .seconds(1))
        let before = pacer.stretches
        pacer.weigh([0, 100, 0], at: .milliseconds(1_249))
        #expect(pacer.stretches == before)
        pacer.weigh([0, 100, 0], at: .milliseconds(1_250))
        #expect(pacer.stretches == [1_024, 1_024, 1_024])
    }
    @Test func `a stream without a period, or with one that nothing keeps, is not paced`() {
        for period in [nil, Interval.zero, .microseconds(999), .seconds(61), .max] {
            var bench = Bench(.test(queueLimit: 8, workerLimit: 1, streamLimit: 1))
            bench.open(0, .test(period: period))
            _ = bench.join(0, limit: 1, times: [10], at: 0)
            _ = bench.arrive(stream: 0, deadline: 100, at: 50)
            let next = bench.arrive(stream: 0, deadline: 60_500, at: 60_050).outputs
            #expect(!next.contains { if case .pace = $0 { true } else { false } })
        }
        for period in [Interval.milliseconds(1), .seconds(60)] {
            var bench = Bench(.test(queueLimit: 8, workerLimit: 1, streamLimit: 1))
            bench.open(0, .test(period: period))
            _ = bench.join(0, limit: 1, times: [10], at: 0)
            // With one capture nobody knows yet whether it keeps a period.
            #expect(bench.arrive(stream: 0, deadline: 100, at: 50).outputs.count == 1)
            let next = bench.arrive(stream: 0, deadline: 60_500, at: 60_050).outputs
            #expect(next.contains { if case .pace = $0 { true } else { false } })
        }
    }

    @Test func `clients that ask again with each plan are not paced, whatever they said`() {
        // Four say ten a second and ask as soon as they have their plan, 20 ms and 2 ms later.
        var bench = Bench(.test(queueLimit: 8, workerLimit: 1, streamLimit: 5))
        for stream in 0..<4 { bench.open(stream, .test(period: .milliseconds(100))) }
        _ = bench.join(0, limit: 4, times: [20, 20, 20, 20], at: 0)
        var (paces, plans, due) = (0, 0, UInt64.max)
        for now in UInt64(0)..<2_000 {
            var outputs: [BatcherOutput] = []
            if now >= due {
                (outputs, due) = (bench.finish(0, at: now), .max)
                plans += outputs.count {
                    if case .resolve(_, .answered) = $0 { true } else { false }
                }
            }
            if now % 22 == 0 {
                for stream in 0..<4 {
                    outputs += bench.arrive(stream: stream, deadline: now + 400, at: now).outputs
                }
            }
            if let end = bench.batcher.wakeup, end <= .milliseconds(now) {
                outputs += bench.wake(at: now)
            }
            for output in outputs {
                if case .pace = output { paces += 1 }
                if case .dispatch = output { due = now + 20 }
            }
        }
        #expect(paces == 0)
        #expect(plans >= 4 * 85, "\(plans): all four in each of ninety batches, but for the first")
        #expect(bench.batcher.pacer.grids[0] == nil, "they do not wait for a slot either")
        // One of them begins to keep the period it told, and is asked for its phase then.
        var asked: [UInt64] = []
        for turn in UInt64(0)..<12 {
            let now = 2_050 + 100 * turn
            let outputs = bench.arrive(stream: 0, deadline: now + 400, at: now).outputs
            if outputs.contains(where: { if case .pace = $0 { true } else { false } }) {
                asked.append(turn)
            }
            _ = bench.finish(0, at: now + 20)
        }
        // The first comes 70 ms after the one before; then what it showed before is forgotten.
        #expect(asked.first == UInt64(SchedulingPolicy.rhythmMemory) + 1, "\(asked)")
    }

    @Test func `slots divide the period and captures lie one lead before theirs`() {
        let grid = SlotGrid(period: 100, count: 3, lead: 20)
        #expect(
            [0, 32, 33, 65, 66, 99, 100].map { grid.slot(at: Instant(nanoseconds: $0)) }
                == [0, 0, 1, 1, 2, 2, 3])
        #expect(grid.next(after: Instant(nanoseconds: 40)) == Instant(nanoseconds: 66))
        #expect(grid.next(after: Instant(nanoseconds: 99)) == Instant(nanoseconds: 100))
        #expect((0..<4).map(grid.phase) == [80, 13, 46, 80])
    }
    @Test func `slots that are counted anew do not stall a model`() {
        // One worker, a steady link, a period: driven by time.
        var bench = Bench(.test(queueLimit: 64, workerLimit: 1, streamLimit: 30))
        for stream in 0..<20 { bench.open(stream, .test(period: .milliseconds(100))) }
        _ = bench.join(0, limit: 9, times: (0..<9).map { 20 + $0 }, at: 1_000)
        var (answered, end): (Int, UInt64) = (0, .max)
        var slots: [UInt64?] = []
        for now in UInt64(1_000)..<6_000 {
            var outputs: [BatcherOutput] = []
            if now >= end { outputs += bench.finish(0, at: now) }
            // From the third second on four slots have no room for all.
            if now == 3_000 {
                slots.append(bench.batcher.pacer.grids[0]?.count)
                for stream in 20..<27 { bench.open(stream, .test(period: .milliseconds(100))) }
            }
            for stream in 0..<(now < 3_000 ? 20 : 27) where (UInt64(stream) * 7 + now) % 100 == 0 {
                outputs += bench.arrive(stream: stream, deadline: now + 90, at: now).outputs
            }
            if let due = bench.batcher.wakeup, due <= .milliseconds(now) {
                outputs += bench.wake(at: now)
            }
            for output in outputs {
                if case .dispatch = output { end = now + 19 + UInt64(bench.members(0).count) }
                if case .resolve(_, .answered) = output, now > 3_100 { answered += 1 }
            }
        }
        slots.append(bench.batcher.pacer.grids[0]?.count)
        #expect(slots == [4, 3], "they are counted anew, or this tests nothing")
        #expect(answered > 400, "\(answered) of 783")
    }
}

extension Instant {
    fileprivate static func seconds(_ count: UInt64) -> Instant { .milliseconds(1_000 * count) }
}
