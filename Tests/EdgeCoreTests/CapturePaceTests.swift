import EdgeCore
import Randomness
import Testing
import Timekeeping

/// Timelines in milliseconds: what a sensor offers, what is used.
@Suite struct CapturePaceTests {
    private func pace(
        sensor: Interval, period: Interval, next: Instant = .milliseconds(1_000),
        from now: Instant = .milliseconds(1_000)
    ) -> CapturePace {
        var pace = CapturePace(sensorPeriod: sensor)
        pace.keep(period: period, next: next, from: now)
        return pace
    }
    /// Instants one each `period` from `first` on.
    private func grid(_ period: Interval, from first: Instant, seconds: Int64) -> [Instant] {
        let count = Interval.seconds(seconds).nanoseconds / period.nanoseconds
        return (0..<count).map { first + period * $0 }
    }
    private func used(_ pace: inout CapturePace, _ exposures: [Instant]) -> [Instant] {
        exposures.filter { pace.uses($0) }
    }
    private func used(_ pace: inout CapturePace, at milliseconds: UInt64...) -> [Int] {
        self.milliseconds(used(&pace, milliseconds.map { .milliseconds($0) }))
    }
    private func milliseconds(_ instants: [Instant]) -> [Int] {
        instants.map { Int((Double($0.nanoseconds) / 1e6).rounded()) }
    }
    private let second = Instant.milliseconds(1_000)

    @Test func `without a pace each capture is used`() {
        var pace = CapturePace(sensorPeriod: .milliseconds(33))
        let offered = grid(.milliseconds(33), from: second, seconds: 3)
        #expect(used(&pace, offered) == offered)
    }
    @Test func `a 10 Hz camera at 200 ms gives every other picture`() {
        var pace = pace(
            sensor: .milliseconds(100), period: .milliseconds(200), next: .milliseconds(1_030))
        let used = used(&pace, grid(.milliseconds(100), from: second, seconds: 1))
        #expect(milliseconds(used) == [1_000, 1_200, 1_400, 1_600, 1_800])
    }
    @Test func `a 10 Hz camera at 150 ms gives two of three`() {
        var pace = pace(sensor: .milliseconds(100), period: .milliseconds(150))
        let used = used(&pace, grid(.milliseconds(100), from: second, seconds: 1))
        #expect(milliseconds(used) == [1_000, 1_100, 1_300, 1_400, 1_600, 1_700, 1_900])
    }
    @Test func `a 15 Hz camera at 120 ms takes the nearest picture each time`() {
        var pace = pace(sensor: .nanoseconds(66_666_667), period: .milliseconds(120))
        let used = used(&pace, grid(.nanoseconds(66_666_667), from: second, seconds: 1))
        #expect(milliseconds(used).prefix(6) == [1_000, 1_133, 1_267, 1_400, 1_467, 1_600])
    }
    @Test func `a 25 Hz camera at 100 ms is by turns 80 and 120 ms apart`() {
        var pace = pace(sensor: .milliseconds(40), period: .milliseconds(100))
        let used = used(&pace, grid(.milliseconds(40), from: second, seconds: 1))
        #expect(
            milliseconds(used) == [
                1_000, 1_080, 1_200, 1_280, 1_400, 1_480, 1_600, 1_680, 1_800, 1_880,
            ])
    }
    @Test func `a 30 Hz camera whose third picture falls a hair short of 100 ms is not pushed on`()
    {
        var pace = pace(sensor: .nanoseconds(33_333_333), period: .milliseconds(100))
        let used = used(&pace, grid(.nanoseconds(33_333_333), from: second, seconds: 60))
        #expect(used.count == 600)
        for (one, next) in zip(used, used.dropFirst()) {
            #expect(abs((next - one).milliseconds - 100) < 0.001)
        }
    }
    @Test func `a 50 Hz camera at 50 ms is by turns 40 and 60 ms apart`() {
        var pace = pace(sensor: .milliseconds(20), period: .milliseconds(50))
        let used = used(&pace, grid(.milliseconds(20), from: second, seconds: 1))
        #expect(milliseconds(used).prefix(5) == [1_000, 1_040, 1_100, 1_140, 1_200])
    }

    @Test(
        arguments: [10, 15, 25, 30, 50] as [Int64],
        [20, 40, 100, 125, 150, 200, 1_000] as [Int64])
    func `no grid drifts from its pace, at any phase`(rate: Int64, period: Int64) {
        let sensor = Interval.nanoseconds(1_000_000_000 / rate)
        let period = Interval.milliseconds(period)
        for step in 0..<10 as Range<Int64> {
            let first = second + period / 10 * step
            var pace = pace(sensor: sensor, period: period, next: first)
            let used = used(&pace, grid(sensor, from: second, seconds: 100))
            let wanted = Interval.seconds(100).nanoseconds / max(sensor, period).nanoseconds
            #expect(abs(Int64(used.count) - wanted) <= 1, "\(rate) Hz, \(period), phase \(step)")
            guard sensor <= period else { continue }
            for (index, exposure) in used.enumerated() {
                let error = exposure - (first + period * Int64(index))
                #expect(error >= Interval.zero - sensor / 2 && error <= sensor)
            }
        }
    }
    @Test func `a camera a thousandth too fast loses one picture in a thousand, no more`() {
        var pace = pace(sensor: .milliseconds(100), period: .milliseconds(100))
        let offered = grid(.microseconds(99_900), from: second, seconds: 1_000)
        let used = used(&pace, offered)
        #expect((10_000...10_001).contains(used.count) && offered.count == 10_010)
    }
    @Test func `a camera a thousandth too slow has all its pictures used`() {
        var pace = pace(sensor: .milliseconds(100), period: .milliseconds(100))
        let offered = grid(.microseconds(100_100), from: second, seconds: 1_000)
        #expect(used(&pace, offered) == offered)
    }
    @Test func `jitter in the middle between two due instants does not change sides each time`() {
        var pace = pace(
            sensor: .milliseconds(50), period: .milliseconds(100), next: .milliseconds(1_025))
        let offered = (0..<200 as Range<Int64>).map {
            second + .milliseconds(50 * $0) + .milliseconds($0 * 7 % 5 - 2)
        }
        let used = used(&pace, offered)
        #expect(used.count == 100)
        for (one, next) in zip(used, used.dropFirst()).dropFirst() {
            #expect((95.0...105).contains((next - one).milliseconds))
        }
    }

    @Test func `a change in the middle of a period begins at its own phase`() {
        var pace = pace(sensor: .milliseconds(20), period: .milliseconds(200))
        let offered = grid(.milliseconds(20), from: second, seconds: 2)
        var used = used(&pace, offered.filter { $0 <= .milliseconds(1_300) })
        pace.keep(
            period: .milliseconds(100), next: .milliseconds(1_370), from: .milliseconds(1_310))
        used += self.used(&pace, offered.filter { $0 > .milliseconds(1_300) })
        #expect(milliseconds(used).prefix(6) == [1_000, 1_200, 1_360, 1_460, 1_560, 1_660])
    }
    @Test func `the same pace again begins again from its receipt`() {
        var pace = pace(sensor: .milliseconds(20), period: .milliseconds(100))
        #expect(used(&pace, at: 1_000) == [1_000])
        pace.keep(
            period: .milliseconds(100), next: .milliseconds(1_130), from: .milliseconds(1_030))
        let used = used(&pace, at: 1_100, 1_120, 1_140, 1_200, 1_220)
        #expect(used == [1_120, 1_220])
    }
    @Test func `a capture of before the pace is not early for it, but may be due`() {
        var early = pace(
            sensor: .milliseconds(100), period: .milliseconds(200), next: .milliseconds(1_010))
        #expect(used(&early, at: 999, 1_000) == [1_000], "the first was there before the pace")
        var overdue = pace(
            sensor: .milliseconds(100), period: .milliseconds(200), next: .milliseconds(990))
        #expect(used(&overdue, at: 985, 995) == [995])
    }
    @Test func `what a silent camera missed is not made up for`() {
        var pace = pace(sensor: .milliseconds(20), period: .milliseconds(100))
        #expect(used(&pace, at: 1_000) == [1_000])
        let later = grid(.milliseconds(20), from: .milliseconds(6_030), seconds: 1)
        #expect(milliseconds(used(&pace, later)).prefix(4) == [6_030, 6_110, 6_210, 6_310])
    }
    @Test func `the fastest and the slowest pace there is, and the ends of the clock`() {
        var fast = pace(sensor: .milliseconds(100), period: .milliseconds(1))
        let offered = grid(.milliseconds(100), from: second, seconds: 10)
        #expect(used(&fast, offered) == offered)
        var slow = pace(sensor: .milliseconds(100), period: .seconds(60))
        #expect(used(&slow, grid(.milliseconds(100), from: second, seconds: 601)).count == 11)
        let last = Instant(nanoseconds: .max - 1)
        #expect(used(&slow, [last]) == [last])
        _ = slow.uses(.distantFuture)
        var first = CapturePace(sensorPeriod: .milliseconds(100))
        first.keep(period: .nanoseconds(1), next: .origin, from: .origin)
        #expect(used(&first, [.origin, .distantFuture]) == [.origin, .distantFuture])
    }
    @Test func `after its end each capture is used again`() {
        var pace = pace(sensor: .milliseconds(20), period: .milliseconds(200))
        #expect(used(&pace, at: 1_000, 1_020) == [1_000])
        pace.end()
        #expect(used(&pace, at: 1_040, 1_060) == [1_040, 1_060])
    }

    /// A sensor with a period, jitter and pauses, under paces that change at any moment.
    @Test(arguments: 0..<40)
    func `never more than were due, each due one met, and near`(run: UInt64) {
        let seed = Seed(7_700 + run)
        print("seed \(seed.value)")
        var random = seed.stream("pace")
        let sensor = Interval.microseconds(Int64(random.integer(in: 5_000..<120_000)))
        let jitter = sensor.nanoseconds / 20
        var pace = CapturePace(sensorPeriod: sensor)
        var place = second
        for _ in 0..<20 {
            let period = Interval.microseconds(Int64(random.integer(in: 5_000..<300_000)))
            let phase = Interval.nanoseconds(Int64(random.unit() * Double(period.nanoseconds)))
            let (now, due) = (place, place + phase)
            pace.keep(period: period, next: due, from: now)
            let tolerance = min(sensor, period) / 2
            let pauses = random.chance(0.3)
            var used: Int64 = 0
            for _ in 0..<random.integer(in: 1..<400) {
                place = place + sensor
                if pauses, random.chance(0.02) { place = place + .seconds(1) }
                let shift = Int64((random.unit() - 0.5) * Double(jitter))
                let exposure = place + .nanoseconds(shift)
                guard pace.uses(exposure) else { continue }
                used += 1
                // So many were due, or will be within the tolerance.
                let since = (exposure + tolerance - due).nanoseconds
                #expect(used <= max(since, 0) / period.nanoseconds + 1)
                guard !pauses, sensor + .nanoseconds(jitter) <= period else { continue }
                let error = exposure - (due + period * (used - 1))
                #expect(error >= Interval.zero - tolerance)
                #expect(error <= sensor + .nanoseconds(jitter), "each due one was met in time")
            }
        }
    }
}
